/** jscodeshift's own way to its parsers; its published types leave it out. */
declare module 'jscodeshift/src/getParser.js' {
  import type { Parser } from 'jscodeshift';
  export default function getParser(name: string, options?: object): Parser;
}
