import { createTwoFilesPatch } from 'diff';

/** Lines of a diff shown before the rest is only counted. */
const SHOWN = 200;
/** Beyond this many changed lines a diff tells nobody anything, and takes long to compute. */
const MAX_EDITS = 4000;

/**
 * A unified diff, as lines without line ends.
 * @param before text before the change
 * @param after text after the change; differs from `before`
 * @param what names the two sides: `before: <what>`, `after: <what>`
 */
export function unifiedDiff(before: string, after: string, what: string): string[] {
  const options = { context: 3, maxEditLength: MAX_EDITS };
  const patch = createTwoFilesPatch(
    `before: ${what}`,
    `after: ${what}`,
    before,
    after,
    undefined,
    undefined,
    options,
  );
  if (patch === undefined) return firstDifference(before, after, what);
  // The first line is a row of equals signs, the last one empty.
  const lines = patch.split('\n').slice(1, -1);
  if (lines.length <= SHOWN) return lines;
  return [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more lines of difference`];
}

function firstDifference(before: string, after: string, what: string): string[] {
  const left = before.split('\n');
  const right = after.split('\n');
  let at = 0;
  while (left[at] === right[at]) at++;
  return [
    `--- before: ${what}`,
    `+++ after: ${what}`,
    `@@ line ${at + 1}, the first of very many that differ @@`,
    `-${left[at] ?? '(ends here)'}`,
    `+${right[at] ?? '(ends here)'}`,
  ];
}
