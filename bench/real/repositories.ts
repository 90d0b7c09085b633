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
    install: npm,
    tests: { not: 'better-sqlite3 is installed without its native part here' },
  },
];
