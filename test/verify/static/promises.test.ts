import { describe, expect, it } from 'vitest';
import { checkChange } from './check.js';

/** Declarations the cases below use, on one line so that theirs start at line 2. */
const setup =
  'declare function save(): Promise<boolean>; declare function load(): number; declare const session: { commit(): PromiseLike<void> } | undefined; declare const users: string[]; declare function check(user: string): Promise<boolean>; declare const p: Promise<number>; declare const maybe: Promise<number> | undefined;\n';

/** Cases by name: what is found in each, as place and kind; all are checked as one project. */
function found(cases: Readonly<Record<string, string>>): Record<string, string[]> {
  const texts = Object.values(cases);
  const files = Object.fromEntries(texts.map((text, i) => [`case${i}.ts`, `${setup}${text}\nexport {};\n`]));
  const { details } = checkChange({}, files).promises;
  return Object.fromEntries(
    Object.keys(cases).map((name, i) => [
      name,
      details.filter((line) => line.startsWith(`case${i}.ts:`)).map(short),
    ]),
  );
}

function short(line: string): string {
  const [, place, kind] =
    /^case\d+\.ts:(\d+:\d+) ((?:floating|misused) promise|promise leaves too early) /.exec(line) ?? [];
  return `${place} ${kind}`;
}

/** Cases with the place where the one mistake in them is found. */
function expectMistakes(
  kind: string,
  cases: readonly (readonly [name: string, text: string, place: string])[],
): void {
  const texts = Object.fromEntries(cases.map(([name, text]) => [name, text]));
  expect(found(texts)).toEqual(
    Object.fromEntries(cases.map(([name, , place]) => [name, [`${place} ${kind}`]])),
  );
}

/** Cases without a mistake. */
function expectNone(cases: readonly (readonly [name: string, text: string])[]): void {
  const names = cases.map(([name]) => [name, []]);
  expect(found(Object.fromEntries(cases))).toEqual(Object.fromEntries(names));
}

describe('a floating promise', () => {
  it('is found', () => {
    expectMistakes('floating promise', [
      ['a call', 'save();', '2:1'],
      ['a method of an optional receiver', 'session?.commit();', '2:1'],
      ['in parentheses', '(save());', '2:2'],
      ['behind a condition', 'load() && save();', '2:11'],
      ['behind a nullish value', 'maybe ?? save();', '2:10'],
      ['in a branch', 'load() ? save() : load();', '2:10'],
      ['in the other branch', 'load() ? load() : save();', '2:19'],
      ['left of a comma', 'save(), load();', '2:1'],
      ['right of a comma', 'load(), save();', '2:9'],
      ['at the start of a for', 'for (save(); load(); ) break;', '2:6'],
      ['at each turn of a for', 'for (; load(); save()) break;', '2:16'],
      ['then without a rejection handler', 'save().then(() => 1);', '2:1'],
      ['finally alone', 'save().finally(() => undefined);', '2:1'],
      ['a call of an async arrow', '(async () => { await save(); })();', '2:1'],
      ['an array of promises', 'users.map((user) => check(user));', '2:1'],
      ['a new Promise', 'new Promise(() => undefined);', '2:1'],
    ]);
  });

  it('is not found where there is none', () => {
    expectNone([
      ['awaited', 'await save();'],
      ['voided', 'void save();'],
      ['assigned', 'let kept; kept = save(); await kept;'],
      ['returned', 'async function f() { return save(); } await f();'],
      ['yielded', 'function* f() { yield save(); } f();'],
      ['handled with catch', 'save().catch(() => false);'],
      ['handled with then', 'save().then(() => 1, () => 2);'],
      ['handled with catch and finally', 'save().catch(() => false).finally(() => undefined);'],
      ['all awaited', 'await Promise.all(users.map((user) => check(user)));'],
      ['not a promise', 'load(); users.push("x"); users.map((user) => user.length);'],
      ['any', '(globalThis as any).save();'],
      ['an object whose then is something else', '({ then: () => 1 }).then();'],
    ]);
  });

  it('is told with its place and text', () => {
    expect(checkChange({}, { 'main.ts': `${setup}  save();\nexport {};\n` }).promises.details).toEqual([
      'main.ts:2:3 floating promise save() is not awaited: its outcome and its errors are lost',
    ]);
  });
});

describe('a misused promise', () => {
  it('is found', () => {
    expectMistakes('misused promise', [
      ['if', 'if (save()) load();', '2:5'],
      ['while', 'while (save()) load();', '2:8'],
      ['do', 'do load(); while (save());', '2:19'],
      ['for', 'for (; save(); ) load();', '2:8'],
      ['!', 'if (!save()) load();', '2:6'],
      ['&&', 'export const x = save() && load();', '2:18'],
      ['||', 'export const x = save() || load();', '2:18'],
      ['??', 'export const x = save() ?? load();', '2:18'],
      ['a ternary test', 'export const x = (save() as Promise<boolean>) ? 1 : 2;', '2:19'],
      ['the optional call of a method', 'if (session?.commit()) load();', '2:5'],
      ['a template', 'export const x = `${p}`;', '2:21'],
      ['a string', "export const x = 'is ' + p;", '2:26'],
      ['an object spread', 'export const x = { ...p };', '2:23'],
      ['for…in', 'for (const key in p) load();', '2:19'],
      ['a comparison with its value', 'export const x = (p as Promise<any>) === (1 as any);', '2:18'],
      ['console.log', 'console.log("n", p);', '2:18'],
      ['JSON.stringify', 'JSON.stringify([save()]);', '2:16'],
      ['join', "export const x = users.map((u) => check(u)).join(', ');", '2:18'],
      ['filter', 'export const x = users.filter((user) => check(user));', '2:31'],
      [
        'filter with an async function',
        'export const x = users.filter(async (user) => user !== "");',
        '2:31',
      ],
      ['a predicate by name', 'export const x = users.some(check);', '2:29'],
      ['every', 'export const x = users.every((user) => check(user));', '2:30'],
      ['find', 'export const x = users.find((user) => check(user));', '2:29'],
      ['findLastIndex', 'export const x = users.findLastIndex((user) => check(user));', '2:38'],
      ['sort', 'export const x = users.sort(async () => 1);', '2:29'],
      ['forEach', 'users.forEach(async (user) => { await check(user); });', '2:15'],
      ['forEach of a map', 'new Map([[1, "a"]]).forEach((user) => check(user));', '2:29'],
      [
        'forEach of an optional array',
        'declare const xs: string[] | undefined; xs?.forEach((x) => check(x));',
        '2:53',
      ],
    ]);
  });

  it('is not found where there is none', () => {
    expectNone([
      [
        'a test whether there is a promise',
        'if (maybe) await maybe; export const x = maybe ?? save(); export const y = maybe && 1;',
      ],
      [
        'a test of what a map holds',
        'const open = new Map<string, Promise<number>>(); if (open.get("a")) load(); export const x = open.get("a") ?? p;',
      ],
      ['a comparison with nothing', 'export const x = maybe === undefined || maybe == null;'],
      ['a comparison of promises', 'export const x = maybe === p;'],
      [
        'map',
        'export const x = users.map((user) => check(user)); export const y = users.flatMap((user) => check(user));',
      ],
      [
        'a reducer that chains',
        'export const x = users.reduce(async (sum, user) => (await sum) && check(user), save());',
      ],
      ['for await', 'for await (const x of [save()]) load(x);'],
      [
        'a method of the same name elsewhere',
        'declare const jobs: { forEach(run: (job: string) => Promise<boolean>): void }; jobs.forEach(check);',
      ],
      [
        'awaited values',
        'if (await save()) console.log(await p, `${await p}`, [...(await Promise.all(users.map(check)))]);',
      ],
    ]);
  });
});

describe('a promise that leaves too early', () => {
  it('is found', () => {
    expectMistakes('promise leaves too early', [
      [
        'try with catch',
        'export async function f() { try { return save(); } catch { return false; } }',
        '2:42',
      ],
      [
        'try with finally',
        'export async function f() { try { return save(); } finally { load(); } }',
        '2:42',
      ],
      [
        'catch with finally',
        'export async function f() { try { load(); } catch { return save(); } finally { load(); } }',
        '2:60',
      ],
      ['using', 'export async function f(x: Disposable) { using y = x; return save(); }', '2:62'],
      [
        'await using in an outer block',
        'export async function f(x: AsyncDisposable) { await using y = x; if (load()) { return save(); } }',
        '2:87',
      ],
      [
        'a function that is not async',
        'export function f() { try { return save(); } catch { return undefined; } }',
        '2:36',
      ],
    ]);
  });

  it('is not found where there is none', () => {
    expectNone([
      ['awaited', 'export async function f() { try { return await save(); } catch { return false; } }'],
      [
        'returned from the catch alone',
        'export async function f() { try { load(); } catch { return save(); } return true; }',
      ],
      [
        'returned from the finally',
        'export async function f() { try { load(); } finally { return save(); } }',
      ],
      [
        'returned before using',
        'export async function f(x: Disposable) { if (load()) return save(); using y = x; return true; }',
      ],
      [
        'in a function of its own',
        'export function f() { try { return () => save(); } catch { return undefined; } }',
      ],
      [
        'in a nested body',
        'export function f() { try { return users.map((u) => { return check(u); }).length; } catch { return 0; } }',
      ],
    ]);
  });
});

describe('of mistakes', () => {
  const declare = 'export declare function save(): Promise<boolean>;\n';

  it('only new ones count', () => {
    const before = { 'a.ts': `${declare}save();\n` };
    const after = { 'a.ts': `// moved\n${declare}\n  save();\nsave();\n` };
    expect(checkChange(before, after).promises).toEqual({
      name: 'promises',
      outcome: 'failed',
      ok: false,
      summary: '1 new promise left floating or misused (1 there before the change too)',
      details: ['a.ts:5:1 floating promise save() is not awaited: its outcome and its errors are lost'],
    });
    expect(checkChange(after, after).promises).toMatchObject({
      ok: true,
      summary: 'no new promises left floating or misused (2 there before the change too)',
    });
  });

  it('those in JavaScript are found without a tsconfig', () => {
    const base = { 'package.json': '{ "type": "module" }' };
    const before = {
      'db.js': 'export function save() { return 1; }\n',
      'main.js': "import { save } from './db.js';\nsave();\n",
    };
    const after = { ...before, 'db.js': 'export async function save() { return 1; }\n' };
    expect(checkChange(before, after, { base }).promises.details).toEqual([
      'main.js:2:1 floating promise save() is not awaited: its outcome and its errors are lost',
    ]);
  });

  it('those in declaration files and dependencies are not looked for', () => {
    const files = {
      'a.d.ts': 'export declare const a: number;\n',
      'node_modules/dep/package.json': '{ "name": "dep", "main": "index.ts" }',
      'node_modules/dep/index.ts': 'Promise.resolve(1);\nexport const x = 1;\n',
      'main.ts': "import { x } from 'dep';\nexport const y = x;\n",
    };
    expect(checkChange({}, files).promises.details).toEqual([]);
  });
});
