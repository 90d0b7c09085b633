import { didYouMean } from './near-names.js';
import type { Profile } from './profile.js';

/** A database API with the profiles of what it may become: one for each target. */
export interface ProfileFamily {
  /** The API, as people call it. */
  from: string;
  /** Target to profile. The first is the default. */
  targets: Readonly<Record<string, Profile>>;
  /** Whether it changes only when somebody asks for it: code of other APIs uses it too, and is fine with it. */
  onRequest?: boolean;
}

/** What somebody asks for: a target, and APIs that change on request alone. */
export interface Wishes {
  to?: string;
  also?: readonly string[];
}

/** The profiles of a target: families that do not have it, and all when none is named, take their default. */
export function profilesFor(families: readonly ProfileFamily[], { to, also = [] }: Wishes = {}): Profile[] {
  return families.flatMap(({ from, targets, onRequest = false }) => {
    const named = to !== undefined && Object.hasOwn(targets, to) ? targets[to] : undefined;
    if (named) return [named];
    const [byDefault] = Object.values(targets);
    return byDefault && (!onRequest || also.includes(from)) ? [byDefault] : [];
  });
}

/** What is wrong with an API that is asked for, if anything is. */
export function requestProblem(families: readonly ProfileFamily[], api: string): string | undefined {
  const all = families.filter(({ onRequest }) => onRequest).map(({ from }) => from);
  if (all.includes(api)) return undefined;
  const known = families.some(({ from }) => from === api);
  if (known) return `"${api}" changes without being asked for. On request there is: ${all.join(', ')}.`;
  return `There is no "${api}".${didYouMean(api, all)} On request there is: ${all.join(', ')}.`;
}

/** Every target with the APIs that lead to it, and those whose default it is. */
export function targetsOf(families: readonly ProfileFamily[]): { to: string; from: string[] }[] {
  const all = new Map<string, string[]>();
  for (const { from, targets } of families) {
    for (const to of Object.keys(targets)) all.set(to, [...(all.get(to) ?? []), from]);
  }
  return [...all].map(([to, from]) => ({ to, from }));
}

/** What is wrong with a target, if anything is: it names those there are, with where they lead from. */
export function targetProblem(families: readonly ProfileFamily[], target: string): string | undefined {
  const all = targetsOf(families);
  if (all.some(({ to }) => to === target)) return undefined;
  const list = all.map(({ to, from }) => `${to} (from ${from.join(', ')})`).join(', ');
  const hint = didYouMean(
    target,
    all.map(({ to }) => to),
  );
  return `There is no target "${target}".${hint} The targets are: ${list}.`;
}
