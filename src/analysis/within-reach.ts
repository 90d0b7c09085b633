import type { ts } from '../compiler/typescript.js';
import { packageFolder } from './packages.js';
import type { SourceFiles } from './source-files.js';

/**
 * The files that a database may come to unseen: those that share imports or a package with one that names it, and those that
 * are loaded by names worked out at run time.
 */
export function withinReach(
  direct: readonly ts.SourceFile[],
  sources: readonly ts.SourceFile[],
  files: SourceFiles,
  root: string,
): ts.SourceFile[] {
  const connected = files.connected(direct);
  const packages = new Set(direct.map((file) => packageFolder(file, root)));
  return sources.filter(
    (file) =>
      connected.has(file) || packages.has(packageFolder(file, root)) || files.runTimeLoads(file).length > 0,
  );
}
