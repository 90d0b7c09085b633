import type { File } from 'jscodeshift';
import getParser from 'jscodeshift/src/getParser.js';

/** A comment or token as Babel gives it. */
export interface Lexeme {
  type: string | { label: string };
  start: number;
  end: number;
}

export type ParseOutcome =
  | { ok: true; file: File & { tokens: Lexeme[]; comments: Lexeme[] }; complaints: string[] }
  | { ok: false; message: string };

/** Syntax that every kind of source may hold. `await using` is not in jscodeshift's own lists. */
const COMMON = ['explicitResourceManagement', 'decoratorAutoAccessors', 'importAttributes'];

/**
 * The plugin lists to try in turn for a file, by its extension. TypeScript takes decorators in two places that no
 * single Babel plugin takes together: on parameters (legacy), and after `export` (current).
 */
function dialects(path: string): string[][] {
  const extension = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '.ts';
  const decorators = ['decorators-legacy', 'decorators'];
  if (/^\.[cm]?ts$/.test(extension)) return decorators.map((name) => ['typescript', name, ...COMMON]);
  if (extension === '.tsx') return decorators.map((name) => ['typescript', 'jsx', name, ...COMMON]);
  return [[...decorators.slice(1)], ['flow', ...decorators.slice(1)]].map((names) => [
    'jsx',
    ...names,
    ...COMMON,
  ]);
}

/**
 * Parses a file with jscodeshift's Babel parser. Not through recast, which expands tabs and normalises line ends first
 * and so moves every offset. Parentheses stay nodes of their own.
 *
 * Returns the tree and the complaints Babel can read past (a name declared twice, `await` outside an async function),
 * or, for text it cannot read, why not.
 */
export function parse(path: string, text: string): ParseOutcome {
  let message = '';
  for (const plugins of dialects(path)) {
    try {
      const file = getParser('babylon', { ...optionsFor(path), plugins }).parse(text) as unknown as File & {
        tokens: Lexeme[];
        comments: Lexeme[];
        errors: Error[];
      };
      return { ok: true, file, complaints: file.errors.map((error) => withoutPlace(error.message)) };
    } catch (error) {
      message ||= error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, message };
}

function optionsFor(path: string): object {
  return {
    // A .js file is a module if it says so; in a CommonJS file `await` at the top is a mistake.
    sourceType: /\.cjs$/i.test(path) ? 'script' : /\.jsx?$/i.test(path) ? 'unambiguous' : 'module',
    allowReturnOutsideFunction: true,
    allowNewTargetOutsideFunction: true,
    allowSuperOutsideMethod: true,
    allowUndeclaredExports: true,
    createParenthesizedExpressions: true,
    errorRecovery: true,
    tokens: true,
  };
}

/** Babel ends a message with `(line:column)`, which differs before and after a rewrite. */
function withoutPlace(message: string): string {
  return message.replace(/ \(\d+:\d+\)$/, '');
}
