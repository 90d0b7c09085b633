import type { Edit } from '../../src/plan/edit.js';
import type { Range } from '../../src/plan/plan.js';
import { present } from './present.js';

/**
 * A piece of the original text. With `inside` it is rendered as that other edit, further in, would render it: so a piece
 * can move out of the place it had, taking the edits in it along, while something else takes its place there.
 */
type Piece = Range & { inside?: MergeEdit };

/** An edit as the merge takes it: what the Plan's edits say, and how it gets along with edits inside its range. */
export interface MergeEdit extends Edit {
  parts: readonly (string | Piece)[];
  /** Only whitespace is at stake: where another edit replaces or straddles this range, this one goes without a word. */
  yields?: boolean;
  /** Text that goes on purpose: edits inside it go with it, rather than being a conflict. */
  discards?: readonly Range[];
}

/** Why edits cannot all be made. `edit` is the one that is in the way, `inside` the one it would swallow or cut. */
export interface EditConflict {
  reason: 'outside-text' | 'overlap' | 'lost';
  edit: Edit;
  inside?: Edit;
}

export type ApplyOutcome = { ok: true; text: string } | { ok: false; conflict: EditConflict };

interface Entry {
  edit: MergeEdit;
  order: number;
  kids: Entry[];
}

/**
 * Makes all edits of one text at once. Edits nest: a range among an edit's parts is rendered with the edits inside it.
 * Of two edits of the same range the higher rank goes outside, then the later one. An empty range is an insertion: at
 * one point lower ranks come first, then earlier ones; on the border of another edit's range an insertion stays
 * outside it; between two parts of an edit that both touch it, it goes to the first. The same plain replacement given
 * twice is made once.
 *
 * Returns the new text, or the first conflict: edits that overlap in part, or an edit inside text that is replaced and
 * that no part carries over. Throws nothing.
 */
export function applyEdits(text: string, edits: readonly MergeEdit[]): ApplyOutcome {
  return renderRange(text, edits, { start: 0, end: text.length });
}

/** Like `applyEdits`, for one piece of the text; every edit has to lie in it. */
export function renderRange(text: string, edits: readonly MergeEdit[], within: Range): ApplyOutcome {
  for (const edit of edits) {
    if (
      !contains(within, edit.range) ||
      !edit.parts.every((part) => isString(part) || contains(edit.range, part))
    ) {
      return { ok: false, conflict: { reason: 'outside-text', edit } };
    }
  }
  const tree = buildTree(edits);
  if (!tree.ok) return tree;
  return new Renderer(text, tree.entries).run(within, tree.roots);
}

type Tree = { ok: true; roots: Entry[]; entries: Map<Edit, Entry> } | { ok: false; conflict: EditConflict };

function buildTree(edits: readonly MergeEdit[]): Tree {
  const entries = withoutRepeats(edits).map((edit, order): Entry => ({ edit, order, kids: [] }));
  const firm = entries.filter((entry) => !entry.edit.yields && !isEmpty(entry.edit.range)).sort(outsideFirst);
  const clash = firstOverlap(firm);
  if (clash) return { ok: false, conflict: clash };
  const soft = entries.filter((entry) => entry.edit.yields && !isEmpty(entry.edit.range));
  const placed = [...firm, ...soft.filter((entry) => !firm.some((other) => cuts(other, entry)))].sort(
    outsideFirst,
  );
  const roots: Entry[] = [];
  const open: Entry[] = [];
  for (const entry of placed) {
    while (open.length > 0 && present(open.at(-1)).edit.range.end <= entry.edit.range.start) open.pop();
    const parent = open.at(-1);
    // Two whitespace edits that straddle each other: the one further out stays.
    if (parent && cuts(parent, entry)) continue;
    (parent?.kids ?? roots).push(entry);
    open.push(entry);
  }
  for (const entry of entries) if (isEmpty(entry.edit.range)) home(roots, entry).push(entry);
  return { ok: true, roots, entries: new Map(entries.map((entry) => [entry.edit, entry])) };
}

/** The list an insertion belongs to: that of the innermost edit it is strictly inside of. */
function home(roots: Entry[], insertion: Entry): Entry[] {
  const point = insertion.edit.range.start;
  let list = roots;
  for (;;) {
    const around = list.find(
      ({ edit }) => !isEmpty(edit.range) && edit.range.start < point && point < edit.range.end,
    );
    if (!around) return list;
    list = around.kids;
  }
}

function firstOverlap(sorted: readonly Entry[]): EditConflict | undefined {
  const open: Entry[] = [];
  for (const entry of sorted) {
    while (open.length > 0 && present(open.at(-1)).edit.range.end <= entry.edit.range.start) open.pop();
    const parent = open.at(-1);
    if (parent && cuts(parent, entry)) return { reason: 'overlap', edit: parent.edit, inside: entry.edit };
    open.push(entry);
  }
  return undefined;
}

class Renderer {
  #conflict: EditConflict | undefined;

  constructor(
    readonly text: string,
    readonly entries: ReadonlyMap<Edit, Entry>,
  ) {}

  run(range: Range, roots: Entry[]): ApplyOutcome {
    const text = this.#span(range, roots);
    return this.#conflict ? { ok: false, conflict: this.#conflict } : { ok: true, text };
  }

  #span(range: Range, entries: readonly Entry[]): string {
    let out = '';
    let position = range.start;
    for (const entry of [...entries].sort(inReadingOrder)) {
      out += this.text.slice(position, entry.edit.range.start);
      const made = this.#edit(entry);
      out += this.#wouldMerge(out, made, entry.edit.range) ? ` ${made}` : made;
      position = entry.edit.range.end;
    }
    return out + this.text.slice(position, range.end);
  }

  /** Whether two words that were apart become one: `return(a)=>b` made async is not `returnasync (a)=>b`. */
  #wouldMerge(before: string, made: string, range: Range): boolean {
    return !isEmpty(range) && endsInWord(before) && startsWord(made) && !startsWord(this.text[range.start]);
  }

  #edit({ edit, kids }: Entry): string {
    const carried = edit.parts.map((): Entry[] => []);
    for (const kid of kids) this.#carry(edit, kid, carried);
    return edit.parts
      .map((part, at) => (isString(part) ? part : this.#piece(part, present(carried[at]))))
      .join('');
  }

  #piece(piece: Piece, carried: readonly Entry[]): string {
    if (!piece.inside) return this.#span(piece, carried);
    const kids = this.entries.get(piece.inside)?.kids ?? [];
    return this.#span(
      piece,
      kids.filter(({ edit }) => contains(piece, edit.range)),
    );
  }

  /** Hands a nested edit to the parts that hold it. */
  #carry(edit: MergeEdit, kid: Entry, carried: Entry[][]): void {
    const { range } = kid.edit;
    const holders = edit.parts.flatMap((part, at) => (isHolder(part) && contains(part, range) ? [at] : []));
    const inner = holders.filter((at) => {
      const part = edit.parts[at] as Range;
      return !isEmpty(range) || (part.start < range.start && range.start < part.end);
    });
    // A piece carried twice takes its edits along twice; an insertion on the border of two pieces is made once.
    for (const at of inner.length > 0 ? inner : holders.slice(0, 1)) present(carried[at]).push(kid);
    if (holders.length > 0 || kid.edit.yields || edit.discards?.some((gone) => contains(gone, range))) return;
    this.#conflict ??= { reason: 'lost', edit, inside: kid.edit };
  }
}

function withoutRepeats(edits: readonly MergeEdit[]): MergeEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ range, parts, rank }) => {
    if (isEmpty(range) || !parts.every(isString)) return true;
    const key = JSON.stringify([range.start, range.end, rank, parts.join('')]);
    return !seen.has(key) && seen.add(key);
  });
}

function outsideFirst(a: Entry, b: Entry): number {
  return (
    a.edit.range.start - b.edit.range.start ||
    b.edit.range.end - a.edit.range.end ||
    b.edit.rank - a.edit.rank ||
    b.order - a.order
  );
}

function inReadingOrder(a: Entry, b: Entry): number {
  return (
    a.edit.range.start - b.edit.range.start ||
    a.edit.range.end - b.edit.range.end ||
    a.edit.rank - b.edit.rank ||
    a.order - b.order
  );
}

function cuts({ edit: { range: a } }: Entry, { edit: { range: b } }: Entry): boolean {
  const apart = a.end <= b.start || b.end <= a.start;
  return !apart && !contains(a, b) && !contains(b, a);
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
}

function isEmpty(range: Range): boolean {
  return range.start === range.end;
}

function endsInWord(text: string): boolean {
  return /[\w$\u0080-\uffff]$/.test(text);
}

function startsWord(text = ''): boolean {
  return /^[\w$\u0080-\uffff]/.test(text);
}

function isHolder(part: string | Piece): part is Piece {
  return !isString(part) && !part.inside;
}

function isString(part: string | Range): part is string {
  return typeof part === 'string';
}
