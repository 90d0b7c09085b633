import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { adapterText } from '../../src/analysis/adapter-text.js';
import { analyse } from '../../src/analysis/index.js';

import { packageRoot } from '../../src/package/root.js';
import { families } from '../../src/profiles/index.js';
import { Workspace } from '../project/workspace.js';

/** The adapters to SQLite, MySQL and PostgreSQL, as texts, each once. */
const texts = new Set(
  families
    .flatMap(({ targets }) => Object.values(targets))
    .flatMap(({ adapters = [] }) => adapters)
    .filter(({ source }) => /\/(?:sqlite|mysql|postgres)\//.test(source))
    .map((adapter) => adapterText(adapter, 'ts', (name) => readFileSync(name, 'utf8'))),
);

const modern: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
};
const bundled: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** What projects compile with. */
const settings: Record<string, ts.CompilerOptions> = {
  'the usual': modern,
  'nothing strict': { ...modern, strict: false },
  'types for everything, and nothing strict': { ...modern, strict: false, noImplicitAny: true },
  'everything strict': {
    ...modern,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowUnreachableCode: false,
  },
  'each file alone': {
    ...modern,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedDeclarations: true,
    declaration: true,
  },
  ES2020: { ...modern, ...bundled, target: ts.ScriptTarget.ES2020 },
  'ES2017 with the newest library': {
    ...modern,
    ...bundled,
    target: ts.ScriptTarget.ES2017,
    lib: ['lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.d.ts'],
  },
  'fields as they were': { ...modern, useDefineForClassFields: false },
};

/** What the compiler says of the adapters, in files that are not there, among the packages of this project. */
function problems(options: ts.CompilerOptions): string[] {
  const files = new Map(
    [...texts].map((text, i) => [path.join(packageRoot, `adapter-${String(i)}.mts`), text]),
  );
  const compiler = { ...options, noEmit: true, skipLibCheck: true, types: ['node'] };
  const host = ts.createCompilerHost(compiler);
  host.fileExists = (name) => files.has(name) || ts.sys.fileExists(name);
  host.readFile = (name) => files.get(name) ?? ts.sys.readFile(name);
  const program = ts.createProgram([...files.keys()], compiler, host);
  return [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    const found = [...program.getSemanticDiagnostics(file), ...program.getDeclarationDiagnostics(file)];
    return found.map(({ start = 0, messageText }) => {
      const line = file?.text.slice(0, start).split('\n').length;
      return `${path.basename(name)}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

describe('adapters are right for compilers with other options', () => {
  it.each(Object.keys(settings))('%s', (name) => {
    expect(problems(settings[name] ?? {})).toEqual([]);
  });
});

describe('adapters are left alone by compilers that could not understand them', () => {
  /** The second line of the adapter that a project with these options gets. */
  function secondLine(
    main: string,
    compilerOptions: object,
    packages: Record<string, string> = {},
  ): string | undefined {
    using workspace = new Workspace({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions }),
      ...packages,
      [main]: "import Database from 'better-sqlite3';\nexport const db = new Database('a.db');\n",
    });
    const { root } = workspace;
    const analysed = analyse({
      root,
      files: [path.posix.join(root, main)],
      tsconfig: path.posix.join(root, 'tsconfig.json'),
    });
    if (!('plan' in analysed)) throw new Error('it does not load');
    const [adapter] = analysed.plan.newFiles;
    return adapter?.text.split('\n')[1];
  }

  it('of JavaScript that is checked', () => {
    expect(secondLine('main.js', { checkJs: true })).toBe('// @ts-nocheck: its types are left out.');
    expect(secondLine('main.js', { allowJs: true })).toBe('');
  });

  it('of a language without classes', () => {
    expect(secondLine('main.ts', { target: 'es5' })).toBe(
      '// @ts-nocheck: it is written for ES2015 and later.',
    );
    expect(secondLine('main.ts', { target: 'es2015' })).toBe('');
  });

  it('that do not know the types of Node', () => {
    const node = {
      'node_modules/@types/node/package.json': '{ "name": "@types/node", "version": "24.0.0" }',
      'node_modules/@types/node/index.d.ts': '',
    };
    expect(secondLine('main.ts', {})).toBe('');
    expect(secondLine('main.ts', {}, node)).toBe('');
    expect(secondLine('main.ts', { types: ['node'] }, node)).toBe('');
    const newer = { 'node_modules/typescript/package.json': '{ "version": "6.0.3" }' };
    expect(secondLine('main.ts', {}, { ...node, ...newer })).toBe('/// <reference types="node" />');
    expect(secondLine('main.ts', { types: [] }, node)).toBe('/// <reference types="node" />');
    expect(secondLine('main.ts', {}, { 'node_modules/other/index.js': '' })).toBe(
      '// @ts-nocheck: the types of Node are not installed.',
    );
    const bun = {
      'node_modules/@types/bun/index.d.ts': '/// <reference types="bun-types" />\n',
      'node_modules/bun-types/index.d.ts': '/// <reference types="node" />\n',
    };
    expect(secondLine('main.ts', { types: ['bun'] }, { ...bun, ...node })).toBe('');
    expect(secondLine('main.ts', { types: ['bun'] }, bun)).toBe(
      '// @ts-nocheck: the types of Node are not installed.',
    );
  });
});
