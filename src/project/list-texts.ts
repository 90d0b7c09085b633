import path from 'node:path';
import { glob } from 'tinyglobby';
import { workTreeTop } from './ancestors.js';
import { createIgnoreFilter } from './ignore-rules.js';

/**
 * Lists the files below a folder that a pattern matches, hidden ones too, but for installed and ignored ones.
 * @param folder absolute
 * @returns absolute paths, sorted
 */
export async function listTexts(folder: string, pattern: string): Promise<string[]> {
  const found = await glob(pattern, {
    cwd: folder,
    absolute: true,
    dot: true,
    ignore: ['**/node_modules/**', '**/dist/**', '**/.git/**'],
    followSymbolicLinks: false,
  });
  const files = found.map((file) => path.normalize(file)).sort();
  const ignored = createIgnoreFilter(workTreeTop(folder) ?? folder, files);
  return files.filter((file) => !ignored(file));
}
