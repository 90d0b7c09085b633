import { expect, it } from 'vitest';
import { SourceFiles } from '../../src/compiler/source-files.js';
import { ts } from '../../src/compiler/typescript.js';

const how = { languageVersion: ts.ScriptTarget.ES2022 };
const text = 'export declare const one: 1;';

it('parses a declaration file once for projects in different folders, as a daemon or a test suite opens them', () => {
  const files = new SourceFiles();
  const optionsOf = (tsconfig: string) =>
    ts.parseJsonConfigFileContent(
      { compilerOptions: { strict: true } },
      ts.sys,
      '/nowhere',
      undefined,
      tsconfig,
    ).options;
  const first = files.under(optionsOf('/a/tsconfig.json'))('/lib/one.d.ts', text, how);
  expect(files.under(optionsOf('/b/tsconfig.json'))('/lib/one.d.ts', text, how)).toBe(first);
});

it('parses a file again for options that change what binding makes of it', () => {
  const files = new SourceFiles();
  const first = files.under({ strict: true })('/lib/one.d.ts', text, how);
  expect(files.under({ strict: true, alwaysStrict: false })('/lib/one.d.ts', text, how)).not.toBe(first);
});
