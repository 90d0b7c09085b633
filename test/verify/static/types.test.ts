import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkChange } from './check.js';
import { project, tsconfig } from '../workspace.js';

describe('type errors', () => {
  it('that are new count', () => {
    const { types } = checkChange(
      { 'a.ts': 'export const a: number = 1;\n' },
      { 'a.ts': "export const a: number = '1';\n" },
    );
    expect(types).toEqual({
      name: 'types',
      outcome: 'failed',
      ok: false,
      summary: '1 new type error',
      details: ["a.ts:1:14 TS2322 Type 'string' is not assignable to type 'number'."],
    });
  });

  it('that a change in another file brings count', () => {
    const main = { 'main.ts': "import { f } from './db.js';\nexport const n: number = f();\n" };
    const { types } = checkChange(
      { ...main, 'db.ts': 'export function f() { return 1; }\n' },
      { ...main, 'db.ts': 'export async function f() { return 1; }\n' },
    );
    expect(types.details).toEqual([
      "main.ts:2:14 TS2322 Type 'Promise<number>' is not assignable to type 'number'.",
    ]);
  });

  it('that were there before do not, wherever their line moved to', () => {
    const { types } = checkChange(
      { 'a.ts': "export const a: number = '1';\n" },
      { 'a.ts': "// a\n// b\nif (true) {\n}\n  export const a:  number = '1';\n" },
    );
    expect(types).toMatchObject({
      outcome: 'passed',
      summary: 'no new type errors (1 there before the change too)',
      details: [],
    });
  });

  it('that were there before on a line that changed do not', () => {
    const { types } = checkChange(
      { 'a.ts': 'declare function f(): number;\nexport const a: string = f();\n' },
      { 'a.ts': 'declare function f(): Promise<number>;\nexport const a: string = await f();\n' },
    );
    expect(types).toMatchObject({
      outcome: 'passed',
      summary: 'no new type errors (1 there before the change too)',
    });
  });

  it('of the same kind as an old one count when there are more of them', () => {
    const line = (name: string) => `export const ${name}: number = '1';\n`;
    const { types } = checkChange({ 'a.ts': line('a') }, { 'a.ts': line('a') + line('b') });
    expect(types.details).toEqual(["a.ts:2:14 TS2322 Type 'string' is not assignable to type 'number'."]);
  });

  it('do not speak of where output would go', () => {
    const { compilerOptions } = JSON.parse(tsconfig) as { compilerOptions: object };
    const settings = { compilerOptions: { ...compilerOptions, rootDir: './app' }, include: ['app'] };
    const files = {
      'tsconfig.json': JSON.stringify(settings),
      'app/main.ts': "import { one } from '../lib/one.js';\nexport const n: number = one;\n",
      'lib/one.ts': 'export const one = 1;\n',
    };
    const { types } = checkChange(files, {
      ...files,
      'lib/one.ts': "export { one } from './two.js';\n",
      'lib/two.ts': 'export const one = 1;\n',
    });
    expect(types).toMatchObject({ outcome: 'passed', summary: 'no new type errors' });
  });

  it('in a file that is new count', () => {
    const { types } = checkChange({}, { 'helper.ts': "export const a: number = '1';\n" });
    expect(types.summary).toBe('1 new type error');
  });

  it('for what the tsconfig does not allow count', () => {
    const old = JSON.stringify({
      compilerOptions: { target: 'es2022', module: 'commonjs', moduleResolution: 'bundler', types: [] },
    });
    const base = { 'package.json': '{}', 'tsconfig.json': old };
    const { types } = checkChange(
      { 'a.ts': 'export {};\nJSON.parse("1");\n' },
      { 'a.ts': 'export {};\nawait JSON.parse("1");\n' },
      { base },
    );
    expect(types.details.map((line) => line.slice(0, 18))).toEqual(['a.ts:2:1 TS1378 To']);
  });

  it('in a file no longer there are no concern', () => {
    const { types } = checkChange(
      { 'old.ts': "export const a: number = '1';\n", 'a.ts': '' },
      { 'a.ts': '' },
    );
    expect(types).toMatchObject({ outcome: 'passed', summary: 'no new type errors' });
  });
});

describe('the files checked', () => {
  const wrong = "export const a: number = '1';\n";

  it('are those of the tsconfig, references included, and changed ones it leaves out', () => {
    const base = {
      'package.json': '{ "type": "module" }',
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "./app" }, { "path": "./lib/tsconfig.build.json" }] }',
      'app/tsconfig.json': tsconfig,
      'lib/tsconfig.build.json': tsconfig,
    };
    const names = ['app/a.ts', 'lib/b.ts', 'scripts/c.ts'];
    const after = Object.fromEntries(names.map((name) => [name, wrong]));
    const { types } = checkChange({}, after, { base });
    expect(types.details.map((line) => line.split(':')[0])).toEqual(names);
    const named = checkChange({}, { 'app/a.ts': wrong }, { base, tsconfig: 'tsconfig.json' });
    expect(named.types.summary).toBe('1 new type error');
  });

  it('are not JavaScript, except for what a missing await leads to', () => {
    const base = { 'package.json': '{ "type": "module" }' };
    const before = {
      'db.js': 'export function find() { return { name: "Ann" }; }\n',
      'main.js':
        "import { find } from './db.js';\nexport const { name } = find();\nexport const n = find().name - find().age;\n",
    };
    const after = { ...before, 'db.js': 'export async function find() { return { name: "Ann" }; }\n' };
    expect(
      checkChange(before, after, { base }).types.details.map((line) => line.split(' ', 2).join(' ')),
    ).toEqual(['main.js:2:16 TS2339', 'main.js:3:25 TS2339']);
    const unchecked = {
      ...before,
      'main.js': 'export const n = 1 - "a";\nexport const m = undefinedName;\n',
    };
    expect(checkChange(before, unchecked, { base }).types.details).toEqual([]);
  });

  it('see the bundled ORM where the project has not installed it', () => {
    const text = (name: string) => `import orm from '${name}' with { type: 'json' };\nexport default orm;\n`;
    const { types } = checkChange(
      {},
      { 'a.ts': text('asyncshift/package.json'), 'b.ts': text('asyncshift-other') },
    );
    expect(types.details.map((line) => line.split(' ', 2).join(' '))).toEqual(['b.ts:1:17 TS2307']);
  });
});

it('are none where a helper calls back with what was untyped', () => {
  const helper = { 'async-helpers.ts': readFileSync('src/helpers/iteration.ts', 'utf8') };
  const rows = 'declare const rows: any;\nexport const ids = ';
  const before = { ...helper, 'a.ts': `${rows}rows.map((row) => row.id);\n` };
  const after = {
    ...helper,
    'a.ts': `import { mapAsync } from './async-helpers.js';\n${rows}mapAsync(rows, async (row) => row.id);\n`,
  };
  expect(checkChange(before, after).types.details).toEqual([]);
});

it('of a project whose tsconfig extends one of a package that is not installed are found', () => {
  const base = { 'tsconfig.json': '{ "extends": "expo/tsconfig.base", "include": ["*.tsx"] }' };
  const before = { 'b.ts': 'export const n = 1;\n', 'a.tsx': "import { n } from './b';\nn.toFixed();\n" };
  const after = { ...before, 'b.ts': 'export const n = Promise.resolve(1);\n' };
  expect(
    checkChange(before, after, { base }).types.details.map((line) => line.split(' ', 2).join(' ')),
  ).toEqual(['a.tsx:2:3 TS2339']);
});

describe('a tsconfig that does not load', () => {
  it.each([
    ['{ "compilerOptions": ', /^The tsconfig .*tsconfig\.json does not load: Expression expected\.$/],
    ['{ "extends": "./gone.json" }', /^The tsconfig .*tsconfig\.json does not load: .*gone\.json/],
  ])('%s', (text, message) => {
    expect(() => checkChange({}, { 'a.ts': '' }, { base: { ...project, 'tsconfig.json': text } })).toThrow(
      message,
    );
  });
});

describe('an error a wall explains', () => {
  const before = { 'a.ts': 'declare function f(): number;\nexport const a: number = f();\n' };
  const declaration = 'declare function f(): Promise<number>;\n';
  const explained = {
    ok: true,
    summary: 'no new type errors (1 explained by walls)',
  };

  it('is one below a marker comment', () => {
    const { types } = checkChange(before, {
      'a.ts': `${declaration}// asyncshift AS101 top level of a script: await it yourself\nexport const a: number =\n  f();\n`,
    });
    expect(types).toMatchObject({
      ...explained,
      details: [
        "explained by AS101: a.ts:3:14 TS2322 Type 'Promise<number>' is not assignable to type 'number'.",
      ],
    });
  });

  it('is one on the line of a wall', () => {
    const walls = [{ file: 'a.ts', line: 2, code: 'AS102' }];
    const after = { 'a.ts': `// a new line\n${declaration}export const a: number = f(/* */);\n` };
    expect(checkChange(before, after, { walls }).types).toMatchObject(explained);
    expect(checkChange(before, after, { walls: [{ file: 'b.ts', line: 2, code: 'AS102' }] }).types.ok).toBe(
      false,
    );
    expect(checkChange(before, after).types.ok).toBe(false);
  });

  it('is one inside an expression below a marker, but not one in a function body below it', () => {
    const inside = (statement: string) =>
      checkChange(before, { 'a.ts': `${declaration}// asyncshift AS103 comparator\n${statement}\n` }).types
        .ok;
    expect(inside('export const a = [1].map((x) => x + f());')).toBe(true);
    expect(inside('export function a() {\n  return 1 + f();\n}')).toBe(false);
  });

  it('is one below a marker in a class', () => {
    const after = (body: string) => ({ 'a.ts': `${declaration}export class A {\n${body}\n}\n` });
    const marker = '  // asyncshift AS104 field';
    expect(checkChange(before, after(`${marker}\n  a: number = f();`)).types.ok).toBe(true);
    expect(checkChange(before, after(`${marker}\n  a = 1;\n  b: number = f();`)).types.ok).toBe(false);
  });

  it('is one where a variable is read that has its promise from such a place', () => {
    const reads = (first: string, marker: string) => {
      const rest = `${first}const twice = [value];\nif (1 > 0) console.log(twice[0].toFixed());\nexport {};\n`;
      return checkChange(before, { 'a.ts': `${declaration}${marker}const value = f();\n${rest}` });
    };
    const marker = '// asyncshift AS106 callback\n';
    const { types, promises } = reads('if (value) console.log(value + 1);\n', marker);
    expect(types).toMatchObject({ ok: true, summary: 'no new type errors (2 explained by walls)' });
    expect(promises.ok).toBe(true);
    expect(reads('', '').types.ok).toBe(false);
    expect(reads('const other: string = 1;\n', marker).types.details).toContainEqual(
      expect.stringMatching(/^a\.ts:4:7 TS2322/),
    );
  });

  it('is a floating promise as well', () => {
    const { promises } = checkChange(before, {
      'a.ts': `${declaration}// asyncshift AS105 top level\nf();\nexport {};\n`,
    });
    expect(promises).toMatchObject({
      ok: true,
      summary: 'no new promises left floating or misused (1 explained by walls)',
    });
  });
});
