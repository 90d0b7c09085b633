import { diffChars } from 'diff';

/** The names nearest to one that does not exist, all as near: at most three, none that has little in common with it. */
function nearNames(wanted: string, names: Iterable<string>): string[] {
  const near = [...new Set(names)]
    .map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, (wanted.length + name.length) / 4))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name));
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance === best)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many characters have to be added or taken out to make the one text of the other. */
function distance(a: string, b: string): number {
  return diffChars(a, b)
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { value }) => sum + value.length, 0);
}

/** `Did you mean "a" or "b"?` with a blank before it, or nothing. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const near = nearNames(wanted, names).map((name) => `"${name}"`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
