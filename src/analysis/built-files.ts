import { naming } from './connected-files.js';

/** Shorter texts are not taken for minified: a script of a few long lines may be somebody's own. */
const enoughToTell = 2000;

/**
 * Of a project's files those that a build has made: the code they are made from is what somebody keeps. It is JavaScript
 * that names its source map at the end (as in GitHub's Linguist, `has_source_map?` in lib/linguist/generated.rb), or has
 * more than half of its text in lines of several statements and more than 300 characters, as minifiers write it.
 */
export function builtFiles(
  names: readonly string[],
  readFile: (file: string) => string | undefined,
): ReadonlySet<string> {
  return new Set(names.filter((name) => /\.[cm]?js$/.test(name) && isBuilt(readFile(name) ?? '')));
}

function isBuilt(text: string): boolean {
  const lines = text.split('\n');
  if (lines.slice(-2).some((line) => /^\/[*/][#@] source(?:Mapping)?URL/.test(line))) return true;
  if (text.length < enoughToTell) return false;
  // SQL has lines of its own, whoever wrote the code around it.
  const code = text.replaceAll(/`[^`]*`/g, '``');
  const dense = code.split('\n').filter((line) => line.length > 300 && line.split(';').length > 3);
  return dense.join('').length > code.length / 2;
}

/** Which of the files a build has made name one of some modules, with what to do about it. */
export function builtFilesNaming(
  built: ReadonlySet<string>,
  modules: readonly string[],
  readFile: (file: string) => string | undefined,
): { file: string; message: string }[] {
  const named = naming(modules);
  const message =
    'A build has made it: it is minified, or names a source map. Build it again when what it is made from has changed; to have it changed itself, name the file.';
  return [...built].filter((file) => named.test(readFile(file) ?? '')).map((file) => ({ file, message }));
}
