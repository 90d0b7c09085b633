import { existsSync } from 'node:fs';
import path from 'node:path';

/** A folder and the folders above it, nearest first; the last one is `top` when it lies on the way, else the file system's root. */
export function ancestors(folder: string, top?: string): string[] {
  const found = [folder];
  for (let here = folder; here !== top && path.dirname(here) !== here;) {
    here = path.dirname(here);
    found.push(here);
  }
  return found;
}

/** The folder that holds all of the given folders. */
export function commonFolder(folders: readonly string[]): string {
  const [first, ...others] = folders;
  if (first === undefined) throw new Error('commonFolder needs at least one folder');
  return others.reduce((common, folder) => {
    const shared = ancestors(common).find((candidate) => isInside(candidate, folder));
    return shared ?? path.parse(folder).root;
  }, first);
}

/** Whether `inner` is `outer` or lies below it. */
export function isInside(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}

/** The top of the git work tree that holds a folder: the nearest folder with a `.git` (a file in worktrees and submodules). */
export function workTreeTop(folder: string): string | undefined {
  return ancestors(folder).find((candidate) => existsSync(path.join(candidate, '.git')));
}

/** A path with forward slashes. */
export function toPosix(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}
