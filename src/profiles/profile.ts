/**
 * A database API as data: what is synchronous in it and what it becomes. An export is named `module#name`, a member of an
 * exported class or interface `module#Name.member` (`[Symbol.dispose]` is a member name too).
 */
export interface Profile {
  /** A short name for people. */
  name: string;
  /** The modules that make a file matter when it imports one of them. */
  modules: readonly string[];
  /** Packages whose types are needed, with the folder (absolute) that stands for each when the project has not installed it. */
  declarations: Readonly<Record<string, string>>;
  /** Calls that do I/O: what they return becomes a promise. */
  asyncCalls: readonly string[];
  /** Exports that are replaced by another export, in values and in types. */
  moves: Readonly<Record<string, { module: string; name: string }>>;
  /** Members that get another name. */
  renames: Readonly<Record<string, string>>;
  /** Types whose values are opened and closed, with the method that closes them. */
  resources: readonly { type: string; close: string }[];
  /** Calls with a result object whose further use reads better in a statement of its own. */
  splits: readonly string[];
  /** Properties that do I/O when read: those whose declared type is the marker; they are read through another property. */
  lazyReads: readonly { marker: string; through: string }[];
  /** Options set on a call or `new` of an export: argument index, name, value, and what to tell the user about it. */
  options: readonly { call: string; argument: number; name: string; value: string; note?: Remark }[];
  /** URL schemes rewritten in an argument of a call. */
  urls: readonly { call: string; argument: number; schemes: UrlSchemes }[];
  /** The option that a choice of pool sets, and the export it is set to. */
  pools?: {
    call: string;
    argument: number;
    name: string;
    choices: Readonly<Record<string, { module: string; name: string }>>;
  };
  /** Options whose value is one export and has to be another. */
  optionValues: readonly {
    call: string;
    argument: number;
    name: string;
    values: Readonly<Record<string, { module: string; name: string }>>;
  }[];
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
