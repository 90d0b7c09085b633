import { applyEdits, modify, parse, type ModificationOptions } from 'jsonc-parser';
import { z } from 'zod';

const field = z.record(z.string(), z.string()).catch({}).default({});
const manifestSchema = z.object({
  name: z.string().optional().catch(undefined),
  packageManager: z.string().optional().catch(undefined),
  scripts: field,
  dependencies: field,
  devDependencies: field,
  optionalDependencies: field,
  peerDependencies: field,
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The fields that list packages, in the order in which a place is looked for. */
const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;
type Field = (typeof fields)[number];

/** Reads a package.json. What is not as it should be says nothing. */
export function readManifest(text: string): Manifest {
  const content: unknown = parse(text);
  return manifestSchema.catch(() => manifestSchema.parse({})).parse(content);
}

/** The packages a package.json lists. */
export function listedPackages(manifest: Manifest): Set<string> {
  return new Set(fields.flatMap((name) => Object.keys(manifest[name])));
}

/** The fields of a package.json that list a package. */
export function fieldsOf(manifest: Manifest, name: string): Field[] {
  return fields.filter((one) => name in manifest[one]);
}

/**
 * Adds packages to a package.json, sorted in as npm does. One that is there stays with its version; one that only
 * development had is moved to where the program needs it.
 * @param into the fields to add to
 */
export function addPackages(
  text: string,
  adds: Readonly<Record<string, string>>,
  into: readonly Field[],
): string {
  const wanted = into.flatMap((field) =>
    Object.entries(adds).map(([name, range]) => ({ field, name, range })),
  );
  return wanted.reduce((current, { field, name, range }) => {
    const manifest = readManifest(current);
    const has = fieldsOf(manifest, name);
    if (has.includes(field) || (field === 'devDependencies' && has.includes('dependencies'))) return current;
    const moves = field === 'dependencies' && has.includes('devDependencies');
    const rest = moves ? removeFrom(current, 'devDependencies', name) : current;
    return set(rest, [field, name], manifest.devDependencies[name] ?? range);
  }, text);
}

/** Takes a package out of a package.json, and a field with it that lists nothing any more. */
export function removePackage(text: string, name: string): string {
  return fieldsOf(readManifest(text), name).reduce(
    (current, field) => removeFrom(current, field, name),
    text,
  );
}

function removeFrom(text: string, field: Field, name: string): string {
  const isAlone = Object.keys(readManifest(text)[field]).length === 1;
  return set(text, isAlone ? [field] : [field, name], undefined);
}

function set(text: string, path: [field: Field, ...name: string[]], value: string | undefined): string {
  const content: unknown = parse(text);
  const [field, name = ''] = path;
  const isThere = typeof content === 'object' && content !== null && field in content;
  const place = isThere ? sorted(name) : beforeOtherLists;
  return applyEdits(text, modify(text, path, value, { ...layoutOf(text), ...place }));
}

/** The place of a list of packages that is not there yet: in front of the others, or at the end. */
const beforeOtherLists: Pick<ModificationOptions, 'getInsertionIndex'> = {
  getInsertionIndex: (names) => {
    const other = names.findIndex((name) => fields.some((field) => field === name));
    return other === -1 ? names.length : other;
  },
};

/** The place of a name in a list that npm sorts: `localeCompare` in English. */
function sorted(name: string): Pick<ModificationOptions, 'getInsertionIndex'> {
  return {
    getInsertionIndex: (names) => {
      const behind = names.findIndex((other) => other.localeCompare(name, 'en') > 0);
      return behind === -1 ? names.length : behind;
    },
  };
}

function layoutOf(text: string): Pick<ModificationOptions, 'formattingOptions'> {
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  return {
    formattingOptions: {
      insertSpaces: !indent.startsWith('\t'),
      tabSize: indent.length,
      eol: text.includes('\r\n') ? '\r\n' : '\n',
    },
  };
}
