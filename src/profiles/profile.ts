/**
 * A database API as data: what is synchronous in it and what it becomes. An export is named `module#name`, a member of an
 * exported class or interface `module#Name.member` (`[Symbol.dispose]` is a member name too, and so is `(result)`: what a
 * function gives, where that is a type without a name).
 */
export interface Profile {
  /** A short name for people. */
  name: string;
  /** The modules that make a file matter when it imports one of them. */
  modules: readonly string[];
  /** An export that has to be there for the profile to apply: of a version of the API that it is not for, nothing changes. */
  onlyWith?: string;
  /** The files (absolute) that modules stand for which are the project's own. What they name becomes asynchronous itself. */
  files?: Readonly<Record<string, string>>;
  /** Where a user has written the profile: a file (absolute), and the place in it. Names that are not there are an error then. */
  origin?: { file: string; path: string };
  /**
   * Packages or modules whose types are needed, with the folder or the declaration file (absolute) that stands for each
   * when the project has not installed it.
   */
  declarations: Readonly<Record<string, string>>;
  /** Calls that do I/O: what they return becomes a promise. */
  asyncCalls: readonly string[];
  /** Exports that are replaced by another export, in values and in types. */
  moves: Readonly<Record<string, Move>>;
  /** Exports whose place a helper takes, which is written into the project. */
  helpers?: Readonly<Record<string, string>>;
  /** Whether both worlds may be used side by side: a call that cannot be awaited stays what it was, and right. */
  sideBySide?: boolean;
  /** Whether what the API is used in has a top-level await; default: where JavaScript has it. */
  topLevelAwait?: false;
  /** Uses of exports that stay as they are: there is nothing on the other side for them. */
  stays?: Readonly<Record<string, readonly StayRule[]>>;
  /** Where the API stays synchronous: its calls there stay as they are. */
  elsewhere?: ElsewhereRule;
  /** Calls that, when the last thing they are given is a function, stay (`stays`) or have no twin, with what to do instead. */
  withCallback?: Readonly<Record<string, string>>;
  /** A folder beside which imports that begin with `/` begin. */
  rootedBy?: string;
  /** Whether the API has the same declarations for both worlds: a call that gives a promise where it stands stays. */
  bothKinds?: boolean;
  /** Methods that make a promise wait: the call goes, and what it is called on is awaited. */
  dropped?: readonly string[];
  /** Type arguments that change: of a type, by their place. */
  typeArguments?: readonly TypeArgumentRule[];
  /** Modules whose names the rules speak of, and that files which matter need not import themselves. */
  reads?: readonly string[];
  /** Members that get another name. */
  renames: Readonly<Record<string, string>>;
  /** Modules that another package's takes the place of, with the same names. */
  becomes?: Readonly<Record<string, string>>;
  /** Properties whose value goes through a function from now on: `Number`. */
  results?: Readonly<Record<string, string>>;
  /** Calls that gave this where there was nothing, and do not any more. */
  absent?: Readonly<Record<string, 'null' | 'undefined'>>;
  /** Modules whose place a file takes that is written into the project. */
  adapters?: readonly Adapter[];
  /** The packages that the asynchronous API needs, and those it takes the place of. */
  packages?: PackageRule;
  /** Calls whose result waits for the promise that a callback they are given returns. */
  awaitCallbacks?: readonly string[];
  /**
   * Types whose values, once they are asynchronous, can be told to do something before all that is asked of them next,
   * with the method that takes it, an async function.
   */
  setUps?: Readonly<Record<string, string>>;
  /** What statements run on: the types of connections. */
  connections?: Readonly<Record<string, ConnectionRule>>;
  /** Calls and properties for which there is nothing in the asynchronous API, with what to do instead. */
  lacks?: Readonly<Record<string, string>>;
  /** Calls that mean something else once other code can run in between, with what to see to. */
  hazards?: Readonly<Record<string, string>>;
  /** Types whose values are opened and closed, with the method that closes them. */
  resources: readonly { type: string; close: string }[];
  /** Calls with a result object whose further use reads better in a statement of its own. */
  splits: readonly string[];
  /** Properties that do I/O when read: those whose declared type is the marker; they are read through another property. */
  lazyReads: readonly { marker: string; through: string }[];
  /** Properties that give a promise on the asynchronous side. */
  asyncReads?: readonly string[];
  /** Calls after which properties of loaded objects have to be loaded again, and those that load them. */
  expiry?: { expires: readonly string[]; refreshes: readonly string[] };
  /** Options set on a call or `new` of an export, or of a class derived from it. */
  options: readonly OptionRule[];
  /** URL schemes rewritten in an argument of a call. */
  urls: readonly UrlRule[];
  /** The option that names the pool. */
  pools?: PoolRule;
  /** What several tasks may do at once. Without it nothing that uses the API is run in parallel. */
  tasks?: TaskRule;
}

/** What is known of a type of connections. */
export interface ConnectionRule {
  /** How one runs an async function in a transaction that nobody else's statements fall into: `.transaction($work)`. */
  transaction?: string;
  /**
   * What links of a chain that begins at a connection do to the table which they name, by their first argument or by the
   * property behind them: `from` reads, `insert` writes. An upsert settles by itself what is there already.
   */
  links?: Readonly<Record<string, 'read' | 'write' | 'upsert'>>;
}

/** An export that takes another's place. `through`: the module it takes it from has all of the other as this member. */
export type Move = Export & { through?: string };

/**
 * When a use of an export stays: its argument is a number, its argument has an option, a member of the export itself is
 * used, or it is called at the top level of a module.
 */
export type StayRule =
  | { argument: number; type: 'number' }
  | { argument: number; option: string }
  | { member: string }
  | { at: 'top level' };

/** Code that runs where an API is synchronous, as it is in a browser. */
export interface ElsewhereRule {
  /** The name of folders with such code. */
  folder: string;
  /** The name of folders with code that runs where it is imported. */
  onDemand: string;
  /** Exports that say where code runs, with what they are there. */
  flags: Readonly<Record<string, boolean>>;
}

/** A type argument that is one literal and becomes another: `Base<'sync'>`. */
export interface TypeArgumentRule {
  type: string;
  argument: number;
  from: string;
  to: string;
}

/** What several tasks may do at once with an API. */
export interface TaskRule {
  /** Types whose values belong to one task at a time: a session, a connection, a transaction. */
  owned: readonly string[];
  /** Types whose values any number of tasks may use: an engine, a factory of sessions. */
  shared: readonly string[];
  /** Calls after which others see what was done, so that their order shows. */
  effects: readonly string[];
  /** Families of URLs that have one connection, or one writer, for all. */
  single: readonly string[];
}

/** A file with the exports of the modules it takes the place of, which do their work asynchronously. */
export interface Adapter {
  modules: readonly string[];
  /** An export that has to be there: of several adapters for a module the first that has it, or asks for none, is taken. */
  onlyWith?: string;
  /** What the file is called in the project, without an extension. */
  name: string;
  /** Whether the modules are one value (`export =`), which is the file's default export. */
  isValue?: true;
  /** Its text: a TypeScript file (absolute), with the files it imports by a relative path. */
  source: string;
  /** Files that others take the place of, by the paths they are imported by: for what is done in another way. */
  instead?: Readonly<Record<string, string>>;
  /** Files that are adapters of their own: the paths they are imported by, with the module whose adapter they are. */
  beside?: Readonly<Record<string, string>>;
  /**
   * Modules of packages whose declarations only a package's `exports` lead to, with a module's text that declares them:
   * it is written beside the adapter where the project resolves modules in a way that does not read `exports`.
   */
  undeclared?: Readonly<Record<string, string>>;
}

/** Packages as a project's package.json lists them. */
export interface PackageRule {
  /** Packages that the code needs from now on, with the range of their versions. */
  adds: Readonly<Record<string, string>>;
  /** Packages with the types of those, which TypeScript needs where they have none themselves. */
  types?: Readonly<Record<string, string>>;
  /** Packages that it needs no more. */
  removes: readonly RemovedPackage[];
  /** What configurations of tools say of the database. */
  settings?: readonly SettingRule[];
}

/** What a tool's configuration says of the database, and has to say otherwise from now on. */
export interface SettingRule {
  /** The files that may be such configurations, as a glob below the package's folder. */
  files: string;
  /** What the object that is changed says: its properties with their texts, `null` for one it must not have. */
  where: Readonly<Record<string, string | null>>;
  /** What it says instead: texts, or objects of variables of the environment by the names of their properties. */
  sets: Readonly<Record<string, string | Readonly<Record<string, { env: string }>>>>;
  /** Two names, of a property and one of its object: the path of a file that becomes a `file:` URL. */
  fileUrl?: readonly [string, string];
}

/** A package that goes once nothing names it any more. */
export interface RemovedPackage {
  name: string;
  /** The package with its types. */
  types?: string;
  /**
   * A module of the runtime's own (`bun:sqlite`): no package.json lists it. Where a configuration does, for a bundler to
   * leave it alone, what takes its place is listed beside it.
   */
  builtIn?: true;
  /** What takes its place in a configuration's list of packages, such as a bundler's externals; default: what is added. */
  listedAs?: readonly string[];
  /** What configurations of other packages call it. */
  alsoNamed?: readonly string[];
  /** Packages that load it without saying so, where they were there before, unless one of these is there in its place. */
  loadedBy?: Readonly<Record<string, readonly string[]>>;
}

/** An option that a call has to be given. */
export interface OptionRule {
  call: string;
  /** The argument that holds the options. */
  argument: number;
  /** The type that declares the option: where an object of that type sets it, it is set to the value too. */
  type: string;
  name: string;
  value: string;
  /** What to tell the user about it. */
  note?: Remark;
}

/** A call that takes a database URL. */
export interface UrlRule {
  call: string;
  argument: number;
  schemes: UrlSchemes;
  /** Calls that make a URL object of a text, their first argument: a whole URL, or its scheme alone. */
  makers: readonly { call: string; takes: 'url' | 'scheme' }[];
}

/** The option of a call that names the pool, and what it is set to. */
export interface PoolRule {
  call: string;
  /** The argument that holds the options. */
  argument: number;
  name: string;
  /** What each choice of the user sets it to. */
  choices: Readonly<Record<string, Export>>;
  /** The options that only a queue takes: they go with a choice that is none. */
  queueOptions: readonly string[];
  /** The queue to name where one of those options is given, and the URL schemes' families that do not default to it. */
  queue: Export & { families: readonly string[] };
}

/** An export by its module. */
export interface Export {
  module: string;
  name: string;
}

/** A remark for the summary, with its documented code. */
export interface Remark {
  code: string;
  message: string;
}

/** How a URL's scheme changes. */
export interface UrlSchemes {
  /** Scheme before to the family it belongs to (`postgresql+psycopg2` to `postgresql`). */
  families: Readonly<Record<string, string>>;
  /** Family to the scheme after, unless the user chooses a driver. */
  defaults: Readonly<Record<string, string>>;
  /** Family to the drivers a user may choose. */
  drivers: Readonly<Record<string, readonly string[]>>;
}
