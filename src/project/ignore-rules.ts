import { readFileSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { ancestors, isInside, toPosix } from './ancestors.js';

/** The files that list what to leave alone. Of two in the same folder the later one wins. */
const ignoreFiles = ['.gitignore', '.asyncshiftignore'];

/** Patterns as in a .gitignore of a folder, from elsewhere: a configuration. */
export interface Exclusion {
  /** Absolute. */
  folder: string;
  patterns: readonly string[];
}

/**
 * Says which files `.gitignore` and `.asyncshiftignore` files leave out, from `top` down to each file's own folder, with
 * git's rules: the deeper file wins, the later line wins, and nothing below an ignored folder comes back.
 * @param exclude more patterns, for a folder below `top`
 */
export function createIgnoreFilter(
  top: string,
  files: readonly string[],
  exclude?: Exclusion,
): (file: string) => boolean {
  const folders = new Set(files.flatMap((file) => ancestors(path.dirname(file), top)));
  // One matcher for all levels: each rule is anchored to its file's folder. Upper folders come first, so deeper ones win.
  const rules = ignore({ ignorecase: process.platform === 'win32' || process.platform === 'darwin' });
  const byDepth = [...folders].sort((a, b) => a.length - b.length);
  for (const folder of byDepth) {
    const prefix = escapePattern(toPosix(path.relative(top, folder)));
    for (const name of ignoreFiles) {
      rules.add(readLines(path.join(folder, name)).map((line) => anchor(line, prefix)));
    }
  }
  // What a configuration excludes, no ignore file brings back.
  if (exclude && isInside(top, exclude.folder)) {
    const prefix = escapePattern(toPosix(path.relative(top, exclude.folder)));
    rules.add(exclude.patterns.map((line) => anchor(line, prefix)));
  }
  return (file) => rules.ignores(toPosix(path.relative(top, file)));
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch {
    return []; // no such file: nothing is left out here
  }
}

/** Rewrites a pattern of the ignore file in `prefix` to mean the same in the top folder (gitignore(5), "Pattern format"). */
function anchor(line: string, prefix: string): string {
  if (prefix === '' || line.trim() === '' || line.startsWith('#')) return line;
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const hasInnerSlash = /\/(?!\s*$)/.test(pattern);
  const below = hasInnerSlash ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return `${negated ? '!' : ''}/${prefix}/${below}`;
}

function escapePattern(folder: string): string {
  return folder.replace(/[\\*?[\]!# ]/g, '\\$&');
}
