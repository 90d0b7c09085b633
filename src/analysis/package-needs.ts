import type { ts } from '../compiler/typescript.js';
import type { PackageNeed, Plan } from '../plan/plan.js';
import type { Profile } from '../profiles/profile.js';
import { moduleSpecifiers } from './profile-names.js';

type Setting = NonNullable<PackageNeed['settings']>[number];

/**
 * Says which packages the changed files need from now on: those of a profile whose modules a file imports and because of
 * which a step changes it.
 * @param relative a file's name as the Plan writes it
 */
export function packageNeeds(
  steps: Plan['steps'],
  profiles: readonly Profile[],
  files: Iterable<ts.SourceFile>,
  relative: (file: string) => string,
): PackageNeed[] {
  const changed = new Map<string, Set<string>>();
  for (const { file, because, kind } of steps) {
    if (!('profile' in because) || kind === 'marker') continue;
    const names = changed.get(because.profile) ?? new Set();
    changed.set(because.profile, names.add(file));
  }
  const sources = [...files];
  return profiles.flatMap(({ name, modules, packages }) => {
    if (!packages || !changed.has(name)) return [];
    const needing = sources
      .filter((file) => moduleSpecifiers(file).some(({ text }) => modules.includes(text)))
      .map((file) => relative(file.fileName))
      .filter((file) => changed.get(name)?.has(file));
    if (needing.length === 0) return [];
    const removes = packages.removes.map(({ listedAs, alsoNamed, loadedBy, ...one }) => ({
      ...one,
      ...(listedAs ? { listedAs: [...listedAs] } : {}),
      ...(alsoNamed ? { alsoNamed: [...alsoNamed] } : {}),
      ...(loadedBy
        ? { loadedBy: Object.fromEntries(Object.entries(loadedBy).map(([by, other]) => [by, [...other]])) }
        : {}),
    }));
    const settings = (packages.settings ?? []).map((rule) => structuredClone(rule) as Setting);
    const need = { files: needing.sort(), adds: { ...packages.adds }, removes };
    const hasTypes = packages.types !== undefined && needing.some((file) => /\.[cm]?tsx?$/.test(file));
    return [
      {
        ...need,
        ...(hasTypes ? { types: { ...packages.types } } : {}),
        ...(settings.length > 0 ? { settings } : {}),
      },
    ];
  });
}
