import { diffArrays } from 'diff';

/** Tells where a line of the text after a change comes from. */
export interface LineMap {
  /** Whether a line after the change (0-based) is, or replaces, a line before it (0-based). */
  corresponds(before: number, after: number): boolean;
}

/** Maps the lines of two versions of a file. A run of replaced lines corresponds as a whole. */
export function mapLines(before: string, after: string): LineMap {
  const hunks: { before: [number, number]; after: [number, number]; same: boolean }[] = [];
  let left = 0;
  let right = 0;
  for (const change of diffArrays(before.split('\n'), after.split('\n'))) {
    const lines = change.value.length;
    if (!change.added && !change.removed) {
      hunks.push({ before: [left, left + lines], after: [right, right + lines], same: true });
      left += lines;
      right += lines;
      continue;
    }
    const last = hunks.at(-1);
    const hunk =
      last !== undefined && !last.same
        ? last
        : ({ before: [left, left], after: [right, right], same: false } as const);
    const grown = {
      before: [hunk.before[0], hunk.before[1] + (change.removed ? lines : 0)] as [number, number],
      after: [hunk.after[0], hunk.after[1] + (change.added ? lines : 0)] as [number, number],
      same: false,
    };
    if (last === hunk) hunks.pop();
    hunks.push(grown);
    if (change.removed) left += lines;
    else right += lines;
  }
  return {
    corresponds: (a, b) =>
      hunks.some((hunk) => {
        const inside = within(a, hunk.before) && within(b, hunk.after);
        return inside && (!hunk.same || a - hunk.before[0] === b - hunk.after[0]);
      }),
  };
}

function within(line: number, [start, end]: readonly [number, number]): boolean {
  return line >= start && line < end;
}
