import { z } from 'zod';
import { noRules } from './no-rules.js';
import type { Export, PackageRule, Profile } from './profile.js';

/** `open`, `Db.get`, `db.users.find`, `Db.[Symbol.iterator]` */
const dotted = /^[\p{L}\p{N}_$]+(\.([\p{L}\p{N}_$]+|\[Symbol\.\w+\]))*$/u;

// The error of each schema says what to write in its place.
const text = (wanted: string) => z.string({ error: wanted }).min(1, { error: wanted });
const symbol = (wanted: string) => z.string({ error: wanted }).regex(dotted, { error: wanted });
const namesByName = (wanted: string) =>
  z.record(symbol('a name without its module, such as Repo.findOne'), text(wanted), { error: wanted });

const moduleName = text("a module: 'mylib', or './src/db.ts' for a file of your own");

/** A profile as a user writes it: names without their module, everything but the module and the calls optional. */
export const userProfileSchema = z.strictObject(
  {
    /** A short name for people. Default: the module. */
    name: text("a short name: 'mylib'").optional(),
    /** The module, or several with the same names: a package, or a file of the project (`./src/db.ts`). */
    module: z.union([moduleName, z.array(moduleName).min(1)], {
      error: "a module, or a list of them: 'mylib', or './src/db.ts' for a file of your own",
    }),
    /** The functions and methods that become asynchronous: `open`, `Db.get`, `db.users.find`. */
    asyncCalls: z.array(symbol("the name of a function or method, without its module: 'open' or 'Db.get'"), {
      error: "a list of functions and methods: ['open', 'Db.get']",
    }),
    /** Functions, methods and properties that get another name: `{ 'Repo.findOne': 'findOneAsync' }`. */
    renames: namesByName("old names with new ones: { 'Repo.findOne': 'findOneAsync' }").optional(),
    /** Exports that another export takes the place of: `{ Db: { module: 'mylib/async', name: 'AsyncDb' } }`. */
    moves: z
      .record(
        text('the name of an export'),
        z.strictObject(
          { module: text("a module: 'mylib/async'"), name: text("the name of its export: 'AsyncDb'") },
          { error: "an export of a module: { module: 'mylib/async', name: 'AsyncDb' }" },
        ),
        { error: "exports with what takes their place: { Db: { module: 'mylib/async', name: 'AsyncDb' } }" },
      )
      .optional(),
    /** The package that takes the place of the module, with the same names: `'mylib/async'`. */
    becomes: z
      .string({ error: "a package that takes the module's place: 'mylib/async'" })
      .regex(/^[^./]/, { error: "a package that takes the module's place: 'mylib/async'" })
      .optional(),
    /** Properties of results whose value goes through a function from now on: `{ 'Info.lastId': 'Number' }`. */
    results: z
      .record(
        symbol('a property of a type, such as Info.lastId'),
        symbol("a function that is there everywhere: 'Number'"),
        { error: "properties with the function their value goes through: { 'Info.lastId': 'Number' }" },
      )
      .optional(),
    /** What calls gave where there was nothing, and do not any more: `{ 'Db.get': 'undefined' }`. */
    absent: z
      .record(
        symbol('a function or method, such as Db.get'),
        z.enum(['undefined', 'null'], { error: "'undefined' or 'null'" }),
        { error: "functions and methods with what they gave for nothing: { 'Db.get': 'undefined' }" },
      )
      .optional(),
    /** Types whose values are opened and closed, with the method that closes them: `{ Db: 'close' }`. */
    resources: namesByName("types with the method that closes them: { Db: 'close' }").optional(),
    /** Functions and methods that wait for the promise a callback of theirs returns: `['Db.transaction']`. */
    awaitCallbacks: z
      .array(symbol("the name of a function or method, without its module: 'Db.transaction'"), {
        error: "a list of functions and methods: ['Db.transaction']",
      })
      .optional(),
    /** What has no twin on the asynchronous side, with what to do instead: `{ 'Db.backup': 'copy the file' }`. */
    lacks: namesByName("names with what to do instead: { 'Db.backup': 'copy the file' }").optional(),
    /** What means something else once other code can run in between, with what to see to: `{ 'Db.begin': '…' }`. */
    hazards: namesByName(
      "names with what to see to: { 'Db.begin': 'others use the connection too' }",
    ).optional(),
    /** Types whose values can be told to do something before all else, with the method that takes it: `{ Db: 'setUp' }`. */
    setUps: namesByName("types with the method that is told what to do first: { Db: 'setUp' }").optional(),
    /** Types of connections, with how one runs an async function in a transaction: `{ Db: '.transaction($work)' }`. */
    transactions: z
      .record(
        symbol('the name of a type, such as Db'),
        z.string().regex(/^\..*\$work/, {
          error: "what follows the connection, with $work for the function: '.transaction($work)'",
        }),
        { error: "types with how one runs a function in a transaction: { Db: '.transaction($work)' }" },
      )
      .optional(),
    /** Whether calls that cannot be awaited stay, beside those that are: both work on the same database. */
    sideBySide: z.boolean({ error: 'true or false' }).optional(),
    /** The packages that the code needs from now on, and those it needs no more. */
    packages: z
      .strictObject(
        {
          adds: z
            .record(text('the name of a package'), text("a range of versions: '^2.0.0'"), {
              error: "packages with their versions: { 'mylib-async': '^2.0.0' }",
            })
            .optional(),
          removes: z
            .array(text("the name of a package: 'mylib'"), { error: "a list of packages: ['mylib']" })
            .optional(),
        },
        { error: "packages that come and go: { adds: { 'mylib-async': '^2.0.0' }, removes: ['mylib'] }" },
      )
      .optional(),
    /** A file of declarations (`.d.ts`), for when the package is not installed or has no types. */
    declarations: z
      .string({ error: "a file of declarations: './types/mylib.d.ts'" })
      .regex(/\.d\.[mc]?ts$/, { error: "a file of declarations: './types/mylib.d.ts'" })
      .optional(),
  },
  { error: "a profile: { module: 'mylib', asyncCalls: ['open', 'Db.get'] }" },
);

/** A profile as a user writes it in `asyncshift.config.ts`. */
export type UserProfile = z.input<typeof userProfileSchema>;

/** Where a user's profile is written, and what its paths stand for. */
export interface UserProfilePlace {
  /** The file, absolute, and the place in it: `profiles[0]`. */
  origin: NonNullable<Profile['origin']>;
  /** The file a relative path stands for, absolute. */
  fileOf: (path: string) => string;
}

/** Whether a module of a profile is a file of the project. */
export function isOwnModule(module: string): boolean {
  return /^\.{1,2}\//.test(module);
}

/** The modules a user's profile is about. */
export function modulesOf({ module }: UserProfile): readonly string[] {
  return typeof module === 'string' ? [module] : module;
}

/** The profile that analysis reads: every name with each of its modules. */
export function profileOf(user: UserProfile, { origin, fileOf }: UserProfilePlace): Profile {
  const modules = modulesOf(user);
  const installed = modules.filter((module) => !isOwnModule(module));
  const own = modules.filter(isOwnModule);
  const { declarations } = user;
  return {
    ...noRules,
    name: user.name ?? modules.join(', '),
    modules,
    files: Object.fromEntries(own.map((module) => [module, fileOf(module)])),
    origin,
    declarations:
      declarations === undefined
        ? {}
        : Object.fromEntries(installed.map((module) => [module, fileOf(declarations)])),
    asyncCalls: user.asyncCalls.flatMap((entry) => modules.map((module) => `${module}#${entry}`)),
    moves: { ...renamedExports(user, installed), ...qualified(user.moves, modules) },
    renames: qualified(user.renames, modules),
    awaitCallbacks: (user.awaitCallbacks ?? []).flatMap((name) =>
      modules.map((module) => `${module}#${name}`),
    ),
    becomes: Object.fromEntries(
      user.becomes === undefined ? [] : installed.map((module) => [module, user.becomes ?? module]),
    ),
    results: qualified(user.results, modules),
    absent: qualified(user.absent, modules),
    lacks: qualified(user.lacks, modules),
    hazards: qualified(user.hazards, modules),
    setUps: qualified(user.setUps, modules),
    connections: Object.fromEntries(
      Object.entries(qualified(user.transactions, modules)).map(([type, transaction]) => [
        type,
        { transaction },
      ]),
    ),
    sideBySide: user.sideBySide ?? false,
    ...(user.packages ? { packages: packagesOf(user.packages) } : {}),
    resources: Object.entries(qualified(user.resources, modules)).map(([type, close]) => ({ type, close })),
  };
}

function qualified<V>(
  given: Readonly<Record<string, V>> = {},
  modules: readonly string[],
): Record<string, V> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      modules.map((module) => [`${module}#${name}`, value] as const),
    ),
  );
}

/** Packages as a profile has them: what has its types in a package of their own takes that along. */
function packagesOf({ adds = {}, removes = [] }: NonNullable<UserProfile['packages']>): PackageRule {
  const typesOf = (name: string) => `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  return { adds, removes: removes.map((name) => ({ name, types: typesOf(name) })) };
}

/** An export that gets another name is another export of the same module, and imported as such. */
function renamedExports({ renames = {} }: UserProfile, modules: readonly string[]): Record<string, Export> {
  return Object.fromEntries(
    Object.entries(renames)
      .filter(([name]) => !name.includes('.'))
      .flatMap(([from, name]) => modules.map((module) => [`${module}#${from}`, { module, name }] as const)),
  );
}
