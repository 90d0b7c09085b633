import type { Cause, Hazard, Note, Plan, Range, Step, Wall } from './plan.js';

/** What is done at one place, and the chain that leads from it to the profile's entry, one line a hop. */
export interface ExplainedStep {
  kind: Step['kind'];
  reason: string;
  path: string[];
}

/** What a Plan says of one place. */
export interface Explanation {
  file: string;
  /** 1-based. */
  line: number;
  steps: ExplainedStep[];
  walls: Wall[];
  hazards: Hazard[];
  notes: Note[];
  /** The nearest line of the file that the Plan says something of, when it says nothing of this one. */
  nearest?: number;
}

/** A place in a file as people write it: 1-based. */
export interface Place {
  file: string;
  line: number;
  column?: number;
}

/**
 * Says why a line changes, or does not.
 * @param read gives the text of a file of the Plan, as it was analysed
 */
export function explainPlace(plan: Plan, place: Place, read: (file: string) => string): Explanation {
  const lines = new Map<string, number[]>();
  const lineOf = (file: string, offset: number): number => {
    const starts = lines.get(file) ?? lineStarts(read(file));
    lines.set(file, starts);
    return starts.findLastIndex((start) => start <= offset) + 1;
  };
  const { file, line, column } = place;
  const text = read(file);
  const offset = column === undefined ? undefined : (lineStarts(text)[line - 1] ?? 0) + column - 1;
  const isHere = (at: { file: string; range: Range }): boolean =>
    at.file === file &&
    lineOf(file, at.range.start) === line &&
    (offset === undefined || (at.range.start <= offset && offset <= at.range.end));
  const steps = plan.steps.filter(isHere);
  const found = {
    steps: steps
      .filter(({ kind }) => kind !== 'marker')
      .map((step) => ({ kind: step.kind, reason: plainReason(step), path: chainOf(plan, step, lineOf) })),
    walls: plan.walls.filter(isHere),
    hazards: plan.hazards.filter(isHere),
    notes: plan.notes.filter(isHere),
  };
  if (Object.values(found).some((list) => list.length > 0)) return { file, line, ...found };
  const others = [...plan.steps, ...plan.walls, ...plan.hazards, ...plan.notes]
    .filter((one) => one.file === file)
    .map(({ range }) => lineOf(file, range.start))
    .sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
  return { file, line, ...found, ...(others[0] === undefined ? {} : { nearest: others[0] }) };
}

/** The hops from a step back to the profile's entry. */
function chainOf(plan: Plan, from: Step, lineOf: (file: string, offset: number) => number): string[] {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const hops: string[] = [];
  const seen = new Set<number>();
  let cause: Cause = { step: from.id };
  while ('step' in cause) {
    const step = byId.get(cause.step);
    if (!step || seen.has(step.id)) return hops;
    seen.add(step.id);
    // That a function awaits says no more than the await in it, which is the next hop.
    if (step === from || step.kind !== 'make-async') {
      hops.push(`${step.file}:${lineOf(step.file, step.range.start)} ${plainReason(step)}`);
    }
    cause = step.because;
  }
  return [...hops, `${cause.entry} (${cause.profile})`];
}

/** A reason without the place it may begin with. */
function plainReason({ reason, file }: Step): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const [first = '', ...words] = reason.split(' ');
  return first.startsWith(`${name}:`) ? words.join(' ') : reason;
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((found) => found.index + found[0].length)];
}
