/** A public repository that asyncshift is measured on. Nothing of it is kept here. */
export interface Repository {
  /** As GitHub has it: `owner/name`. */
  name: string;
  /** The commit that is migrated. */
  commit: string;
  /** What it talks to its database with. */
  api: string;
  /** The folder of the project in the repository; default: its root. */
  folder?: string;
  /** What is migrated, below `folder`. */
  paths: readonly string[];
  /** Options of asyncshift. */
  options?: readonly string[];
  /** A shell's line that installs its packages, run in the repository's root; without it the types of packages are not known. */
  install?: string;
  /** A shell's line that runs its tests, in `folder`; else why they are not run. */
  tests: { run: string } | { not: string };
  /** A commit in which people have made the same migration, and what they did. */
  byHand?: { commit: string; says: string };
}

const npm = 'npm install --ignore-scripts --no-package-lock --legacy-peer-deps';

/** The native part of better-sqlite3, where that is still a dependency: some minutes. */
const compileBetterSqlite3 =
  '{ ! [ -d node_modules/better-sqlite3 ] || npm run install --prefix node_modules/better-sqlite3; }';

/** Any pnpm, where a project asks for one version of it. */
const pnpm = 'CI=true pnpm --config.manage-package-manager-versions=false --config.pm-on-fail=ignore';

export const repositories: readonly Repository[] = [
  {
    name: 'sivert-io/matchzy-auto-tournament',
    commit: '5eaf228bb9c86c7eaec0a2620a5550a38b0597d1',
    api: 'better-sqlite3 behind a class',
    paths: ['src'],
    install: npm,
    tests: { not: 'it has none' },
    byHand: {
      commit: '18c9507c087fef3354dfa99bf737d897e65fb64e',
      says: 'PostgreSQL: the class has asynchronous methods beside the synchronous ones, which callers took over in steps',
    },
  },
  {
    name: 'vieko/forge',
    commit: 'a70edb7f7b4e24fe7aef3d0df362ba76292fae66',
    api: 'bun:sqlite',
    paths: ['src'],
    install: npm,
    tests: { run: 'bun test' },
  },
  {
    name: 'jimmcslim/tabby',
    commit: 'aa5bff8e266953a9fc6a317d9c2e9c97a676475a',
    api: 'Drizzle on bun:sqlite',
    paths: ['app', 'components', 'hooks', 'lib'],
    install: npm,
    tests: { not: 'it has none' },
    byHand: {
      commit: 'ed9a565c209e94834a87183c962e848dbcbd8c55',
      says: 'Drizzle’s asynchronous style on the synchronous driver, as a first step; transactions stay synchronous',
    },
  },
  {
    name: 'atomantic/SparseTree',
    commit: 'f591932014003d1729e4b8405ce6d9823183c7c9',
    api: 'better-sqlite3 behind a service',
    paths: ['server', 'scripts', 'tests', 'shared'],
    install: `${npm} && ${compileBetterSqlite3}`,
    tests: { run: 'npx vitest run' },
  },
  {
    name: 'seaavey/SRouter',
    commit: 'ae37ab883c06658f9d60bb813675273d63c5bba1',
    api: 'node:sqlite, shared by packages',
    paths: ['apps/api', 'apps/cli', 'packages'],
    install: `${pnpm} install --no-frozen-lockfile --ignore-scripts && ${pnpm} -r --filter './packages/*' build`,
    // node:sqlite asks for Node 22 or newer.
    tests: {
      run: 'cd apps/api && npx tsx --test --test-concurrency=1 tests/*.test.ts && cd ../cli && npx tsx --test tests/*.test.ts',
    },
  },
  {
    name: 'fosrl/pangolin',
    commit: '6fb569e2cde2a41f7c3913d4a712d18e93eb235c',
    api: 'Drizzle on better-sqlite3, most of it awaited before',
    paths: ['server', 'scripts'],
    install: npm,
    tests: { not: 'it has none' },
  },
  {
    name: 'jherforth/HomeGlow',
    commit: '5b7b303f8968a6543c0658fc9ff1621597187840',
    api: 'better-sqlite3 in CommonJS without types',
    folder: 'server',
    paths: ['.'],
    install: `cd server && ${npm} && ${compileBetterSqlite3}`,
    tests: { run: 'node --test --test-concurrency=1' },
  },
  {
    name: 'konoe-akitoshi/shumoku',
    commit: '89cf0f7edcc52e5655070fbaad40d82ab8d80669',
    api: 'bun:sqlite behind services of a Hono server, in a monorepo',
    folder: 'apps/server/api',
    paths: ['.'],
    install: `bun install --ignore-scripts --filter @shumoku/server-api --filter shumoku && for folder in libs/@shumoku/core libs/@shumoku/catalog libs/@shumoku/plugin-sdk libs/@shumoku/renderer-svg libs/@shumoku/renderer-html libs/plugins/*; do (cd $folder && bun run build) >&2 || exit 1; done`,
    tests: { run: 'npx vitest run && bun test ./test' },
  },
  {
    name: 'oliverjessner/sqlite-hub',
    commit: '7e3e42f7976ad6fdf2cfc256c7e9a3e219541e09',
    api: 'better-sqlite3 behind services, in CommonJS without types',
    paths: ['.'],
    install: `${npm} && ${compileBetterSqlite3}`,
    tests: { run: 'node --test $(find tests -name "*.test.js")' },
  },
  {
    name: 'cashubtc/coco',
    commit: 'a9ad7193d31e4d335a4a6cd3a67a65f0ca30f3ab',
    api: 'bun:sqlite and better-sqlite3 behind asynchronous interfaces, in a monorepo',
    paths: ['packages'],
    // Prereleases of four packages are not to be had everywhere: what needs them is not tested, nor are its types known.
    install:
      'bun install --ignore-scripts; for folder in packages/core packages/sql-storage packages/adapter-tests; do (cd $folder && bun run build) >&2 || exit 1; done',
    tests: {
      run: 'cd packages/sql-storage && bun test ./src/test/sqlDatabaseContract.test.ts && cd ../cocod && bun test ./test/unit/state-directory-lease.test.ts',
    },
  },
  {
    name: 'agentconnect-md/agentconnect',
    commit: 'ec9ab90f46f1c5c71af7c0e88d63607c3812ba29',
    api: 'node:sqlite behind a store, in a monorepo',
    folder: 'packages/daemon',
    paths: ['src', 'test'],
    install: `${pnpm} install --no-frozen-lockfile --ignore-scripts --filter '@agentconnect.md/daemon...' && ${pnpm} --filter '@agentconnect.md/daemon^...' build`,
    // node:sqlite asks for Node 22 or newer. All tests take nine minutes a run: these are those of the store and what is next to it.
    tests: { run: 'npx vitest run store session inbox outbox loop-guard mcp-ops model-catalog' },
    byHand: {
      commit: '6b08f098b904d3edf54767bda0dbac432c319b00',
      says: 'the store became asynchronous for PostgreSQL’s sake, behind an interface of its own with a queue for SQLite',
    },
  },
  {
    name: 'karakeep-app/karakeep',
    commit: 'de98873a06a25084eb2d3bcabda158f23c081672',
    api: 'Drizzle on better-sqlite3, most of it awaited before',
    paths: ['packages', 'apps/workers'],
    install:
      "CI=true npx -y pnpm@9.15.9 install --no-frozen-lockfile --ignore-scripts --filter '@karakeep/trpc...' --filter '@karakeep/workers...'",
    tests: { not: 'better-sqlite3 is installed without its native part here' },
    byHand: {
      commit: 'f4cf7da7b0f697c0f185211d28351df3d1a17c6b',
      says: 'Drizzle on libsql: the first commit of the migration, in which results are counted by another name',
    },
  },
  {
    name: 'mysecondbrain/app',
    commit: '24e8bcca04a7d64839e81ceb2f4cb7e14c4e7232',
    api: 'expo-sqlite, with nothing installed',
    folder: 'frontend',
    paths: ['.'],
    tests: { not: 'it has none' },
  },
  {
    name: 'sorlaw/myFinance',
    commit: 'b211cf4babbd2b196418529484bc7932e5d04f0f',
    api: 'Drizzle on expo-sqlite, most of it awaited before',
    paths: ['.'],
    install: npm,
    tests: { not: 'it has none' },
  },
  {
    name: 'FernanDeHoyos/financeApp',
    commit: 'aff4c92247ad7b20befd1ba8ed2da471136eb7e0',
    api: 'Drizzle on expo-sqlite, all of it awaited before',
    paths: ['.'],
    install: npm,
    tests: { not: 'it has none' },
  },
];
