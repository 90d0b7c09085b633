import path from 'node:path';
import { ts } from './typescript.js';

/** "File '{0}' not found." */
const notFound = 6053;

/**
 * Whether a diagnostic of a tsconfig says that it extends one of a package that is not installed. That ends nothing: what
 * the tsconfig says itself counts.
 */
export function saysBaseIsMissing({ code, messageText }: ts.Diagnostic): boolean {
  if (code !== notFound) return false;
  const [, name = '.'] = /'(.*)'/.exec(ts.flattenDiagnosticMessageText(messageText, ' ')) ?? [];
  return !name.startsWith('.') && !path.isAbsolute(name);
}

/** What a file is read with where nothing says how: every usual way of importing is understood, and JSX. */
export const lenientOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowJs: true,
  allowImportingTsExtensions: true,
  jsx: ts.JsxEmit.Preserve,
  noEmit: true,
};

/** The options of a tsconfig, with lenient ones for what the base that is missing would have said. */
export function completeOptions({
  options,
  errors,
}: Pick<ts.ParsedCommandLine, 'options' | 'errors'>): ts.CompilerOptions {
  return errors.some(saysBaseIsMissing) ? { ...lenientOptions, ...options } : options;
}
