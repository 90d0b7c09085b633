import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helperFile, urlHelper, urlHelperSource, type HelperLanguage } from '../../src/analysis/helpers.js';
import { schemes } from '../../src/profiles/asyncshift-orm/schemes.js';
import { URL as DatabaseUrl } from '../../src/runtime/index.js';

type Exports = Record<string, (...given: unknown[]) => unknown>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-helpers-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const all = new Set([urlHelper, 'mapAsync', 'reduceAsync', 'forEachEntryAsync']);
const sourcesFor = (drivers: Record<string, string> = {}) => ({
  [urlHelper]: urlHelperSource(schemes, drivers),
});

/** Runs a file of helpers as Node would, TypeScript without its types. */
async function load(text: string, language: HelperLanguage, name: string): Promise<Exports> {
  const extension = language === 'commonjs' ? 'cjs' : 'mjs';
  const file = path.join(folder, `${name}.${extension}`);
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  writeFileSync(file, language === 'ts' ? ts.transpileModule(text, { compilerOptions }).outputText : text);
  if (language === 'commonjs') return createRequire(import.meta.url)(file) as Exports;
  return (await import(pathToFileURL(file).href)) as Exports;
}

describe.each(['ts', 'esm', 'commonjs'] as const)('helpers in %s', (language) => {
  let exported: Exports;
  beforeAll(async () => {
    exported = await load(helperFile(all, sourcesFor(), undefined, language), language, `all-${language}`);
  });

  it('exports what was asked for and nothing else', () => {
    expect(Object.keys(exported).sort()).toEqual([...all].sort());
  });

  it('runs', async () => {
    const double = (item: unknown) => Promise.resolve((item as number) * 2);
    expect(await exported['mapAsync']?.([1, 2], double)).toEqual([2, 4]);
    const add = (sum: unknown, item: unknown) => Promise.resolve((sum as number) + (item as number));
    expect(await exported['reduceAsync']?.([1, 2, 3], add)).toBe(6);
  });

  it.each([
    ['sqlite://', 'sqlite+aiosqlite://'],
    ['sqlite+pysqlite:///shop.db', 'sqlite+aiosqlite:///shop.db'],
    ['postgresql://u:p@host:5432/shop?a=b', 'postgresql+asyncpg://u:p@host:5432/shop?a=b'],
    ['postgresql+psycopg2://host/shop', 'postgresql+asyncpg://host/shop'],
    ['mysql+pymysql://host/shop', 'mysql+aiomysql://host/shop'],
    ['mariadb://host/shop', 'mariadb+aiomysql://host/shop'],
    ['postgresql+asyncpg://host/shop', 'postgresql+asyncpg://host/shop'],
    ['postgresql+psycopg://host/shop', 'postgresql+psycopg://host/shop'],
    ['oracle://host/shop', 'oracle://host/shop'],
    ['constructor://host', 'constructor://host'],
    ['sqlite', 'sqlite'],
    ['', ''],
    ['/sqlite://', '/sqlite://'],
  ])('makes %o %o', (url, expected) => {
    expect(exported[urlHelper]?.(url)).toBe(expected);
  });

  it('maps a parsed URL, and leaves one that is asynchronous alone', () => {
    const parts = { host: 'db', database: 'shop', password: 'secret', username: 'me' };
    const url = DatabaseUrl.create('postgresql+psycopg2', parts);
    const mapped = exported[urlHelper]?.(url) as DatabaseUrl;
    expect(mapped.renderAsString({ hidePassword: false })).toBe('postgresql+asyncpg://me:secret@db/shop');
    expect(exported[urlHelper]?.(mapped)).toBe(mapped);
  });
});

it('maps to the drivers that were chosen', async () => {
  const text = helperFile(new Set([urlHelper]), sourcesFor({ postgresql: 'psycopg' }), undefined, 'ts');
  const exported = await load(text, 'ts', 'chosen');
  expect(exported[urlHelper]?.('postgresql://host/shop')).toBe('postgresql+psycopg://host/shop');
  expect(exported[urlHelper]?.('sqlite://')).toBe('sqlite+aiosqlite://');
});

describe('a file that is there already', () => {
  it.each(['ts', 'esm', 'commonjs'] as const)('keeps its text in %s, and what it has', async (language) => {
    const first = helperFile(new Set(['mapAsync']), sourcesFor(), undefined, language);
    const edited = first.replace('const length = items.length;', 'const   length = items.length; // mine');
    expect(edited).not.toBe(first);
    const both = helperFile(new Set(['mapAsync', 'someAsync']), sourcesFor(), edited, language);
    expect(both.startsWith(edited.trimEnd())).toBe(true);
    expect(Object.keys(await load(both, language, `existing-${language}`)).sort()).toEqual([
      'mapAsync',
      'someAsync',
    ]);
    expect(helperFile(new Set(['mapAsync', 'someAsync']), sourcesFor(), both, language)).toBe(both);
  });

  it('is not taken to have a helper because it has one of a longer name', () => {
    const existing = 'export function findAsyncAll() {}\n';
    expect(helperFile(new Set(['findAsync']), {}, existing, 'ts')).toMatch(
      /export async function findAsync</,
    );
  });
});

it('keeps the comments of helpers with overloads', () => {
  expect(helperFile(new Set(['reduceAsync']), {}, undefined, 'esm')).toContain(
    '/** `items.reduce(fn, initial)`, waiting for each call before the next. */\nexport async function reduceAsync(',
  );
});
