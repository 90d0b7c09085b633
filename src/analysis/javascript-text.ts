import { ts } from '../compiler/typescript.js';

/** TypeScript as an ECMAScript module of JavaScript, indented by two. The compiler indents by four, and drops blank lines. */
export function javascriptOf(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  return indentedByTwo(outputText.replace(/^"use strict";\n/, '').trim());
}

/** What the compiler has printed, indented by two. */
export function indentedByTwo(text: string): string {
  return text.replace(/^ {2,}/gm, (indent) => indent.slice(indent.length / 2));
}
