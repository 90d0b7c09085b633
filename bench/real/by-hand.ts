import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { textAt } from './checkout.js';
import { callsOf, type Calls } from './waited-calls.js';

/** Calls of one name in one function that one migration waits for and the other does not. */
export interface Difference {
  only: 'by hand' | 'asyncshift';
  file: string;
  within: string;
  callee: string;
  count: number;
  /** Why that is so, once somebody has looked at it. */
  why?: string;
}

/** A migration that people made, held against asyncshift's, in calls that were not waited for before. */
export interface Comparison {
  /** Both wait for them. */
  both: number;
  /** asyncshift waits for them, and people have rewritten or removed what stood there. */
  rewritten: number;
  differences: Difference[];
}

/**
 * Why differences are there: one fits those of its side in which all the names it gives are found. Kept in
 * `bench/real/explanations/owner+name.json`.
 */
const explanationsSchema = z.array(
  z.strictObject({
    only: z.enum(['by hand', 'asyncshift']),
    file: z.string().optional(),
    within: z.string().optional(),
    callees: z.array(z.string()).optional(),
    why: z.string(),
  }),
);
type Explanation = z.infer<typeof explanationsSchema>[number];

/**
 * Compares a migrated tree with the commit in which people made the same change.
 * @param files the files there were before, from the folder `root`
 */
export async function compareByHand(
  root: string,
  files: readonly string[],
  { before, after }: { before: string; after: string },
  explanations: readonly Explanation[],
): Promise<Comparison> {
  const comparison: Comparison = { both: 0, rewritten: 0, differences: [] };
  for (const file of files) {
    const [old, byHand] = await Promise.all([textAt(root, before, file), textAt(root, after, file)]);
    const now = readFileSync(path.join(root, file), 'utf8');
    const of = (text: string | undefined) =>
      text === undefined ? new Map<string, Calls>() : callsOf(file, text);
    compareFile(comparison, file, [of(old), of(now), of(byHand)]);
  }
  for (const difference of comparison.differences) {
    const why = explanations.find((explanation) => fits(explanation, difference))?.why;
    if (why !== undefined) difference.why = why;
  }
  return comparison;
}

/** The explanations there are for a repository. */
export function explanationsFor(folder: string, name: string): Explanation[] {
  try {
    const text = readFileSync(path.join(folder, `${name.replace('/', '+')}.json`), 'utf8');
    return explanationsSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

type Sides = readonly [old: Map<string, Calls>, now: Map<string, Calls>, byHand: Map<string, Calls>];

function compareFile(comparison: Comparison, file: string, [old, now, byHand]: Sides): void {
  for (const [key, { within, callee, waited }] of old) {
    const fresh = (calls: Calls | undefined) => Math.max(0, (calls?.waited ?? 0) - waited);
    const ours = fresh(now.get(key));
    const there = byHand.get(key);
    if (there === undefined) {
      comparison.rewritten += ours;
      continue;
    }
    const theirs = fresh(there);
    comparison.both += Math.min(ours, theirs);
    if (ours === theirs) continue;
    const only = ours > theirs ? 'asyncshift' : 'by hand';
    comparison.differences.push({ only, file, within, callee, count: Math.abs(ours - theirs) });
  }
}

function fits({ only, file, within, callees }: Explanation, difference: Difference): boolean {
  return (
    only === difference.only &&
    (file === undefined || file === difference.file) &&
    (within === undefined || within === difference.within) &&
    (callees === undefined || callees.includes(difference.callee))
  );
}
