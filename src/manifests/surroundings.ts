import type { ListedName } from './listed-names.js';

interface Range {
  start: number;
  end: number;
}

/** An element of a list with what stands around it. */
export function surroundings(
  text: string,
  ranges: readonly Range[],
  index: number,
): Omit<ListedName, 'separator'> {
  const own = ranges[index] ?? { start: 0, end: 0 };
  const others = ranges.filter((range) => range !== own).map(({ start, end }) => text.slice(start, end));
  return { ...own, others, previousEnd: ranges[index - 1]?.end, nextStart: ranges[index + 1]?.start };
}

/**
 * What separates the elements of a list between brackets: a comma, and a new line where the first has one of its own.
 * @param open where the list's opening bracket ends
 */
export function separatorOf(text: string, open: number, [first]: readonly Range[]): string {
  const before = first === undefined ? '' : text.slice(open, first.start);
  const line = /\r?\n[ \t]*$/.exec(before);
  return line ? `,${line[0]}` : ', ';
}
