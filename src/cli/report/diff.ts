import path from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { commonFolder, toPosix } from '../../project/index.js';
import type { Prepared } from '../prepare.js';
import type { Terminal } from '../terminal.js';

const byteOrderMark = '\uFEFF';

/**
 * Prints the change file by file, as a unified diff that `git apply` and `patch -p1` understand: names start from where the
 * user stands, or from the project root when some files lie elsewhere.
 */
export function printDiff(terminal: Terminal, { files, root }: Pick<Prepared, 'files' | 'root'>): void {
  const here = terminal.holds(files.map(({ file }) => file));
  const folder = commonFolder([root, ...files.map(({ file }) => path.dirname(file))]);
  for (const { file, before, after, bom, isNew } of files) {
    const name = toPosix(here ? terminal.place(file) : path.relative(folder, file));
    const mark = bom ? byteOrderMark : '';
    const patch = createTwoFilesPatch(
      isNew ? '/dev/null' : `a/${name}`,
      `b/${name}`,
      mark + before,
      mark + after,
      undefined,
      undefined,
      { context: 3, headerOptions: FILE_HEADERS_ONLY },
    );
    terminal.printRaw(colored(terminal, patch));
  }
}

function colored({ styles }: Terminal, patch: string): string {
  const style = (line: string, index: number): string => {
    if (index < 2) return styles.heading(line); // the file headers
    if (line.startsWith('@@')) return styles.hunk(line);
    if (line.startsWith('+')) return styles.added(line);
    if (line.startsWith('-')) return styles.removed(line);
    return line;
  };
  return patch.split('\n').map(style).join('\n');
}
