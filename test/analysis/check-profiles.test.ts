import { expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { loadConfig } from '../../src/config/index.js';
import type { UserProfile } from '../../src/profiles/user-profile.js';
import { Workspace } from '../project/workspace.js';

const library = `export interface Db { get(id: number): string; readonly size: number; users: { find(): string } }
export declare function connect(): Db;
`;

/** What the analysis of a program says of a profile for the modules `lib` and `./src/own.ts` in it. */
async function failuresOf(profile: Partial<UserProfile>): Promise<string[]> {
  using workspace = new Workspace({
    'package.json': '{ "type": "module" }',
    'node_modules/lib/package.json': '{ "name": "lib", "version": "1.0.0", "types": "index.d.ts" }',
    'node_modules/lib/index.d.ts': library,
    'src/main.ts': "import { connect } from 'lib';\nconnect().get(1);\n",
    'src/own.ts': 'export class Own { static open() { return 1; } read() { return 2; } }\n',
    'src/script.ts': 'const nothing = 1;\n',
    'asyncshift.config.json': JSON.stringify({ profiles: [{ module: 'lib', asyncCalls: [], ...profile }] }),
  });
  const config = await loadConfig(workspace.path('asyncshift.config.json'));
  if (!config.ok) throw new Error(JSON.stringify(config.failures));
  const files = ['src/main.ts', 'src/own.ts'].map((name) => workspace.path(name));
  const outcome = analyse({ root: workspace.root, files, profiles: config.config.profiles });
  if (outcome.ok) return [];
  expect(outcome.failures.map(({ file }) => file)).toEqual(
    outcome.failures.map(() => workspace.path('asyncshift.config.json')),
  );
  return outcome.failures.map(({ message }) => message);
}

it.each<[Partial<UserProfile>, string[]]>([
  [{ asyncCalls: ['Db.get', 'connect', 'Db.users.find'] }, []],
  [{ module: './src/own.ts', asyncCalls: ['Own.open', 'Own.read'] }, []],
  [{ module: ['lib', 'other'], asyncCalls: ['connect'] }, []],
  [
    { asyncCalls: ['Db.gte'] },
    ['profiles[0].asyncCalls: there is no "Db.gte" in \'lib\'. Did you mean "Db.get"?'],
  ],
  [
    { asyncCalls: ['conect'] },
    ['profiles[0].asyncCalls: there is no "conect" in \'lib\'. Did you mean "connect"?'],
  ],
  [{ asyncCalls: ['somethingElse'] }, ['profiles[0].asyncCalls: there is no "somethingElse" in \'lib\'.']],
  [
    { asyncCalls: ['Db.size'] },
    [
      "profiles[0].asyncCalls: \"Db.size\" of 'lib' is no function or method. Name what is called: 'Db.size.…'.",
    ],
  ],
  [
    { moves: { db: { module: 'lib/async', name: 'AsyncDb' } } },
    ['profiles[0].moves: there is no "db" in \'lib\'. Did you mean "Db"?'],
  ],
  [{ resources: { Db: 'close' } }, ['profiles[0].resources: there is no "Db.close" in \'lib\'.']],
  [
    { module: './src/own.ts', asyncCalls: ['Own.opne'] },
    ['profiles[0].asyncCalls: there is no "Own.opne" in \'./src/own.ts\'. Did you mean "Own.open"?'],
  ],
  [
    { module: './src/script.ts', asyncCalls: ['nothing'] },
    [
      "profiles[0].module: './src/script.ts' is no module of the program. Name it among the paths, or include it in the tsconfig.",
    ],
  ],
])('%j', async (profile, failures) => {
  expect(await failuresOf(profile)).toEqual(failures);
});
