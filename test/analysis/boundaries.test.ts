import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { analyse, type AnalysisRequest } from '../../src/analysis/index.js';
import type { Plan } from '../../src/plan/plan.js';
import { rewrite } from '../../src/rewrite/index.js';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** Migrates some files of a project. @returns the Plan, and what each changed file becomes */
function migrate(
  files: Readonly<Record<string, string>>,
  given: readonly string[],
  siblings: readonly string[] = [],
  links: Readonly<Record<string, string>> = {},
  entries: AnalysisRequest['entries'] = [],
): { plan: Plan; after: Record<string, string> } {
  const root = mkdtempSync(path.join(tmpdir(), 'asyncshift-boundaries-'));
  roots.push(root);
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(path.resolve('.'), path.join(root, 'node_modules/asyncshift'));
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(root, name));
  const tsconfig = 'tsconfig.json' in files ? { tsconfig: path.join(root, 'tsconfig.json') } : {};
  const absolute = (names: readonly string[]) => names.map((name) => path.join(root, name));
  const outcome = analyse({
    root,
    files: absolute(given),
    siblings: absolute(siblings),
    entries: entries.map((entry) => ({ ...entry, file: path.join(root, entry.file) })),
    ...tsconfig,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { files: written, failures } = rewrite(outcome.plan, (name) => files[name] ?? '');
  expect(failures).toEqual([]);
  return { plan: outcome.plan, after: Object.fromEntries(written.map(({ file, after }) => [file, after])) };
}

const config = "export const DATABASE_URL = 'sqlite://';\n";

it('leaves a constant of a file that may not change as it is, and maps its value where it is used', () => {
  const main = `import { createEngine } from 'asyncshift/orm';
import { DATABASE_URL } from './config.js';

export const engine = createEngine(DATABASE_URL);
`;
  const { after } = migrate({ 'config.ts': config, 'main.ts': main }, ['main.ts']);
  expect(Object.keys(after).sort()).toEqual(['async-helpers.ts', 'main.ts']);
  expect(after['main.ts']).toBe(`import { createAsyncEngine } from 'asyncshift/orm/asyncio';
import { asyncDatabaseUrl } from './async-helpers.js';
import { DATABASE_URL } from './config.js';

export const engine = createAsyncEngine(asyncDatabaseUrl(DATABASE_URL));
`);
});

it('leaves a constant as it is that a file which may not change makes an engine of', () => {
  const main = `import { createEngine } from 'asyncshift/orm';
import { DATABASE_URL } from './config.js';

export const engine = createEngine(DATABASE_URL);
`;
  const project = { 'tsconfig.json': '{}', 'config.ts': config, 'main.ts': main, 'other.ts': main };
  const { after } = migrate(project, ['config.ts', 'main.ts']);
  expect(Object.keys(after).sort()).toEqual(['async-helpers.ts', 'main.ts']);
});

it('puts helpers into the sources of the package that needs them', () => {
  const main = `import { createEngine } from 'asyncshift/orm';

export const engine = createEngine(process.env.SHOP_URL!);
`;
  const manifest = '{ "type": "module" }';
  const { after } = migrate(
    {
      'packages/a/package.json': manifest,
      'packages/a/src/db/engine.ts': main,
      'packages/b/package.json': manifest,
      'packages/b/engine.ts': main,
      'scripts/engine.ts': main,
    },
    ['packages/a/src/db/engine.ts', 'packages/b/engine.ts', 'scripts/engine.ts'],
  );
  expect(Object.keys(after).sort()).toEqual([
    'async-helpers.ts',
    'packages/a/src/async-helpers.ts',
    'packages/a/src/db/engine.ts',
    'packages/b/async-helpers.ts',
    'packages/b/engine.ts',
    'scripts/engine.ts',
  ]);
  expect(after['packages/a/src/db/engine.ts']).toContain("from '../async-helpers.js';");
  expect(after['packages/b/engine.ts']).toContain("from './async-helpers.js';");
  expect(after['scripts/engine.ts']).toContain("from '../async-helpers.js';");
});

it('gives every await of a URL or an option a cause in the profile', () => {
  const main = `import { createEngine, sessionmaker } from 'asyncshift/orm';
import { DATABASE_URL } from './config.js';

export const SessionLocal = sessionmaker(createEngine(DATABASE_URL, { poolSize: 2 }));
`;
  const { plan } = migrate({ 'config.ts': config, 'main.ts': main }, ['config.ts', 'main.ts']);
  const known = new Set(plan.steps.map(({ id }) => id));
  const loose = plan.steps.filter(({ because }) =>
    'step' in because ? !known.has(because.step) : !because.entry,
  );
  expect(loose).toEqual([]);
});

it('tells of callers in another project of the same solution', () => {
  const files = {
    'core/db.ts': `import { createEngine, Session } from 'asyncshift/orm';

export function open(): Session {
  return new Session(createEngine('sqlite://'));
}
`,
    'app/tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "composite": true } }',
    'app/main.ts': `import { open } from '../core/db.js';

open().commit();
`,
  };
  const { plan } = migrate(files, ['core/db.ts'], ['app/tsconfig.json']);
  expect(plan.walls.map(({ code, file, line }) => `${code} ${file}:${line}`)).toEqual([
    'AS213 app/main.ts:3',
  ]);
});

it('knows a file that a link stands for as the file itself', () => {
  const files = {
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" }, "include": ["src"] }',
    'src/db.ts': `import { createEngine, Session } from 'asyncshift/orm';

export function commit(): void {
  new Session(createEngine('sqlite://')).commit();
}
`,
    'src/main.ts': `import { commit } from './db.js';

commit();
`,
    'outside.ts': `import { commit } from './src/db.js';

commit();
`,
  };
  const links = { 'src/other.ts': 'main.ts', 'src/linked.ts': '../outside.ts' };
  const { plan } = migrate(files, ['src/db.ts', 'src/main.ts'], [], links);
  expect(plan.walls.map(({ code, file, line }) => `${code} ${file}:${line}`)).toEqual(['AS213 outside.ts:3']);
});

it('takes the declarations of the profile where a package is there without types, as the file of a link too', () => {
  const files = {
    'linked/package.json': '{ "name": "better-sqlite3", "main": "index.js" }',
    'linked/index.js': 'module.exports = class Database { exec() {} };\n',
    'main.ts': "import Database from 'better-sqlite3';\n\nnew Database().exec('SELECT 1');\n",
    'main.cjs':
      "const Database = require('better-sqlite3');\n\nexports.one = () => new Database().exec('SELECT 1');\n",
  };
  const links = { 'node_modules/better-sqlite3': '../linked' };
  const { after } = migrate(files, ['main.ts', 'main.cjs'], [], links);
  expect(after['main.ts']).toContain('await new Database().exec');
  expect(after['main.cjs']).toContain('await new Database().exec');
});

it('gives an adapter another name where the project has a file of its own under that name', () => {
  const main = `import Database from 'better-sqlite3';

new Database().exec('SELECT 1');
`;
  const own = 'export const ours = 1;\n';
  const { after, plan } = migrate({ 'async-sqlite.ts': own, 'main.ts': main }, [
    'async-sqlite.ts',
    'main.ts',
  ]);
  expect(after['main.ts']).toBe(`import Database from './async-sqlite-2.js';

await new Database().exec('SELECT 1');
`);
  expect(plan.newFiles.map(({ file }) => file)).toEqual(['async-sqlite-2.ts']);
});

it('reads the packages of a monorepo as their own tsconfigs say, and from one to the other by their sources', () => {
  const files = {
    'packages/db/package.json': '{ "name": "@ours/db", "exports": { ".": "./dist/index.js" } }',
    'packages/db/tsconfig.json': '{ "compilerOptions": { "outDir": "dist", "rootDir": "src" } }',
    'packages/db/src/index.ts': "export { commit } from './commit';\n",
    'packages/db/src/commit.ts': `import { createEngine, Session } from 'asyncshift/orm';

export function commit(): void {
  new Session(createEngine('sqlite://')).commit();
}
`,
    'app/package.json': '{ "name": "app" }',
    'app/tsconfig.json':
      '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "paths": { "~/*": ["./lib/*"] } } }',
    'app/lib/save.ts': "import { commit } from '@ours/db';\n\nexport const save = () => commit();\n",
    'app/main.ts': "import { save } from '~/save';\n\nsave();\n",
  };
  const given = Object.keys(files).filter((name) => name.endsWith('.ts'));
  const entries = [{ file: 'packages/db/src/index.ts', published: true, specifiers: ['@ours/db'] }];
  const { after } = migrate(files, given, [], {}, entries);
  expect(after['packages/db/src/commit.ts']).toContain('export async function commit(): Promise<void>');
  expect(after['app/lib/save.ts']).toContain('async () => await commit()');
  expect(after['app/main.ts']).toContain('await save();');
});

it('knows the modules of Node where a project has no types of them', () => {
  const files = {
    'commit.js': `import { createEngine, Session } from 'asyncshift/orm';

export const commit = () => new Session(createEngine('sqlite://')).commit();
`,
    'commit.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { commit } from './commit.js';

test('throws', () => {
  assert.throws(() => commit(), /closed/);
});
`,
  };
  const { after, plan } = migrate(files, Object.keys(files));
  expect(after['commit.test.js']).toContain(`test('throws', async () => {
  await assert.rejects(async () => await commit(), /closed/);`);
  expect(plan.hazards).toEqual([]);
});

it('reads a project whose tsconfig extends one of a package that is not installed', () => {
  const files = {
    'package.json': '{ "devDependencies": { "typescript": "~5.9.2" } }',
    'tsconfig.json':
      '{ "extends": "expo/tsconfig.base", "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
    'db/index.ts': "import Database from 'better-sqlite3';\n\nexport const db = new Database('app.db');\n",
    'app/main.tsx': `import { db } from '@/db';

export const Count = () => <p onClick={() => db.exec('DELETE FROM clicks')} />;
`,
  };
  const { after } = migrate(files, ['db/index.ts', 'app/main.tsx']);
  expect(after['app/main.tsx']).toContain("onClick={async () => await db.exec('DELETE FROM clicks')}");
});

it('imports what it writes without an extension where a package that has a bundler is read with others', () => {
  const files = {
    'db/package.json': '{ "name": "db", "type": "module" }',
    'db/tsconfig.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
    'db/name.ts': "export const name = 'app.db';\n",
    'db/index.ts': `import Database from 'better-sqlite3';
import { name } from './name';

export const db = new Database(name);
`,
    'api/package.json': '{ "name": "api", "type": "module" }',
    'api/main.ts': "import Database from 'better-sqlite3';\n\nnew Database('api.db').exec('SELECT 1');\n",
  };
  const { after } = migrate(files, ['db/name.ts', 'db/index.ts', 'api/main.ts']);
  expect(after['db/index.ts']).toContain("import Database from './async-sqlite';");
  expect(after['api/main.ts']).toContain("import Database from './async-sqlite.js';");
});

it('awaits at the top level of a module of Node that is read together with the code of a bundler', () => {
  const files = {
    'tsconfig.json': `{ "compilerOptions": { "module": "ESNext", "moduleResolution": "Bundler" }, "include": ["web"] }`,
    'server/tsconfig.json': `{ "compilerOptions": { "module": "NodeNext" } }`,
    'web/page.ts': "export { count } from '../server/count.js';\n",
    'server/count.ts': `import { createEngine, Session } from 'asyncshift/orm';

const session = new Session(createEngine('sqlite://'));
session.commit();
export const count = 1;
`,
  };
  const { after, plan } = migrate(files, ['web/page.ts', 'server/count.ts']);
  expect(plan.walls).toEqual([]);
  expect(after['server/count.ts']).toContain('await session.commit();');
});

it('takes nothing for a database in another package that shares no import with one', () => {
  const untyped = `export function clear(storage: any): void {
  storage.exec('DELETE FROM clicks');
}
`;
  const files = {
    'db.ts': `import Database from 'better-sqlite3';

export const db = new Database('app.db');
db.exec('DELETE FROM visits');
`,
    'clear.ts': untyped,
    'worker/package.json': '{ "name": "worker", "type": "module" }',
    'worker/clear.ts': untyped,
  };
  const { plan } = migrate(files, ['db.ts', 'clear.ts', 'worker/clear.ts']);
  expect(plan.walls.map(({ code, file }) => `${code} ${file}`)).toEqual(['AS214 clear.ts']);
});
