/** A package's name in a list of packages, or as the name of an entry, as it stands in a text. */
export interface ListedName {
  /** Where the name stands with its quotes; of an entry, the whole of it. */
  start: number;
  end: number;
  /** The other names in the list. */
  others: readonly string[];
  /** What stands between two names of the list. */
  separator: string;
  /** Where the name before it ends, and where the one behind it starts. */
  previousEnd?: number | undefined;
  nextStart?: number | undefined;
}

/** What happens to a package's name in lists. */
export interface ListChange {
  name: string;
  /** The names that take its place. */
  listedAs: readonly string[];
  /** Whether it stays in the list beside them. */
  stays: boolean;
}

/** Keys of configurations whose lists, or whose entries' names, are packages. */
const listKeys: ReadonlySet<string> = new Set([
  // bundlers: esbuild, tsup, vite, rollup, webpack, Next.js
  ...['external', 'externals', 'noExternal', 'exclude', 'include'],
  ...['serverExternalPackages', 'serverComponentsExternalPackages', 'transpilePackages'],
  // package managers: scripts that packages may run
  ...['onlyBuiltDependencies', 'neverBuiltDependencies', 'ignoredBuiltDependencies', 'allowBuilds'],
  ...['trustedDependencies', 'allowScripts', 'dependenciesMeta', 'peerDependenciesMeta'],
  // Electron
  ...['asarUnpack', 'unpack', 'unpackDir', 'files', 'onlyModules', 'extraModules'],
]);

/** Whether the lists under a key of a configuration name packages. */
export function listsPackages(key: string): boolean {
  return listKeys.has(key);
}

/** Whether a text has keys of such lists at all. */
export function hasLists(text: string): boolean {
  return keyOfList.test(text);
}

const keyOfList = new RegExp(`\\b(?:${[...listKeys].join('|')})['"]?\\s*:`);

/** Whether a text in such a list is a package, a module of it, or a pattern for its installed files. */
export function namesPackage(text: string, name: string): boolean {
  if (text === name || text.startsWith(`${name}/`)) return true;
  return `/${text}`.includes(`/node_modules/${name}/`) || text.endsWith(`node_modules/${name}`);
}

/** Changes a package's name wherever a text lists it. Names in the text are given in order. */
export function changeListed(text: string, listed: readonly ListedName[], change: ListChange): string {
  let changed = text;
  for (const place of [...listed].sort((a, b) => b.start - a.start)) {
    const raw = text.slice(place.start, place.end);
    const renamed = change.listedAs.map((other) => raw.replaceAll(change.name, other));
    const others = new Set(place.others.map(withoutQuotes));
    const missing = renamed.filter((one) => !others.has(withoutQuotes(one)));
    const texts = [...(change.stays ? [raw] : []), ...missing];
    const { start, end } = texts.length > 0 ? place : withSeparator(place);
    changed = changed.slice(0, start) + texts.join(place.separator) + changed.slice(end);
  }
  return changed;
}

function withoutQuotes(text: string): string {
  return text.replace(/["'`]/g, '');
}

/** The range that goes with a name which is taken out of its list. */
function withSeparator({ start, end, previousEnd, nextStart }: ListedName): { start: number; end: number } {
  if (nextStart !== undefined) return { start, end: nextStart };
  return { start: previousEnd ?? start, end };
}
