import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type MergeEdit, renderRange } from '../../transforms/support/apply-edits.js';

const TEXT = 'abcdefghij';
const range = (start: number, end: number) => ({ start, end });
const replace = (start: number, end: number, text: string, rank = 0): MergeEdit => ({
  range: range(start, end),
  parts: [text],
  rank,
});
const wrap = (start: number, end: number, [before, after]: [string, string], rank = 0): MergeEdit => ({
  range: range(start, end),
  parts: [before, range(start, end), after],
  rank,
});
const apply = (...edits: MergeEdit[]) => applyEdits(TEXT, edits);
const text = (result: string) => ({ ok: true, text: result });
const conflict = (reason: string) => ({
  ok: false,
  conflict: expect.objectContaining({ reason }) as unknown,
});

describe('applyEdits', () => {
  it('replaces, deletes and inserts', () => {
    expect(apply(replace(0, 1, 'X'), replace(3, 5, ''), replace(9, 9, '+'), replace(10, 10, '!'))).toEqual(
      text('Xbcfghi+j!'),
    );
  });

  it('nests: the inner edit is made in the part that carries it', () => {
    expect(apply(replace(4, 5, 'E'), wrap(2, 8, ['(', ')']))).toEqual(text('ab(cdEfgh)ij'));
  });

  it('keeps words apart that only a sign kept apart', () => {
    const asyncArrow: MergeEdit = { range: range(6, 10), parts: ['async ', range(6, 10)], rank: 1 };
    expect(applyEdits('return()=>1', [asyncArrow])).toEqual(text('return async ()=>1'));
    expect(applyEdits('return(a)(b)', [{ ...asyncArrow, parts: ['await ', range(6, 10)] }])).toEqual(
      text('return await (a)(b)'),
    );
    expect(applyEdits('find()', [replace(4, 4, 'Async')])).toEqual(text('findAsync()'));
  });

  it('nests edits of the same range by rank, then by order', () => {
    const marks = ['[', ']'] as [string, string];
    expect(apply(wrap(2, 4, ['(', ')'], 1), wrap(2, 4, marks, 2))).toEqual(text('ab[(cd)]efghij'));
    expect(apply(wrap(2, 4, ['(', ')'], 2), wrap(2, 4, marks, 1))).toEqual(text('ab([cd])efghij'));
    expect(apply(wrap(2, 4, ['(', ')']), wrap(2, 4, marks))).toEqual(text('ab[(cd)]efghij'));
    expect(apply(replace(2, 4, 'X'), wrap(2, 4, marks, 1))).toEqual(text('ab[X]efghij'));
  });

  it('moves parts with the edits in them, and carries a part twice with them', () => {
    const swap: MergeEdit = { range: range(0, 6), parts: [range(4, 6), '-', range(0, 2)], rank: 0 };
    expect(apply(swap, replace(0, 1, 'A'), replace(5, 6, 'F'))).toEqual(text('eF-Abghij'));
    const twice: MergeEdit = { range: range(0, 2), parts: [range(0, 2), '|', range(0, 2)], rank: 0 };
    expect(apply(twice, replace(1, 2, 'B'))).toEqual(text('aB|aBcdefghij'));
  });

  it('orders insertions at one point by rank, then as given', () => {
    expect(apply(replace(3, 3, '1', 1), replace(3, 3, '2', 0), replace(3, 3, '3', 1))).toEqual(
      text('abc213defghij'),
    );
  });

  it('keeps insertions on the border of an edit outside it', () => {
    expect(apply(wrap(3, 5, ['(', ')']), replace(3, 3, '<'), replace(5, 5, '>'))).toEqual(
      text('abc<(de)>fghij'),
    );
    expect(apply(replace(3, 5, 'X'), replace(3, 3, '<'), replace(5, 5, '>'))).toEqual(text('abc<X>fghij'));
  });

  it('gives an insertion between two parts to the first that touches it', () => {
    const split: MergeEdit = { range: range(2, 8), parts: [range(2, 5), '|', range(5, 8)], rank: 0 };
    expect(apply(split, replace(5, 5, '+'))).toEqual(text('abcde+|fghij'));
  });

  it('puts an insertion between neighbours that touch', () => {
    expect(apply(replace(2, 4, 'X'), replace(4, 6, 'Y'), replace(4, 4, '+'))).toEqual(text('abX+Yghij'));
  });

  it('makes a replacement given twice once, but wraps as often as asked', () => {
    expect(apply(replace(2, 4, 'X'), replace(2, 4, 'X'))).toEqual(text('abXefghij'));
    expect(apply(wrap(2, 4, ['(', ')']), wrap(2, 4, ['(', ')']))).toEqual(text('ab((cd))efghij'));
  });

  it('refuses edits that overlap in part', () => {
    expect(apply(wrap(2, 6, ['(', ')']), wrap(4, 8, ['[', ']']))).toEqual(conflict('overlap'));
  });

  it('refuses to lose an edit inside what is replaced', () => {
    expect(apply(replace(2, 6, 'X'), replace(3, 4, 'Y'))).toEqual(conflict('lost'));
    expect(apply(replace(2, 6, 'X'), replace(4, 4, 'Y'))).toEqual(conflict('lost'));
    expect(apply(replace(2, 6, 'X'), replace(2, 6, 'Y'))).toEqual(conflict('lost'));
    const partly: MergeEdit = { range: range(2, 8), parts: [range(2, 5)], rank: 0 };
    expect(apply(partly, replace(4, 6, 'Y'))).toEqual(conflict('lost'));
  });

  it('refuses ranges outside the text, and parts outside their edit', () => {
    expect(apply(replace(8, 11, 'X'))).toEqual(conflict('outside-text'));
    expect(apply(replace(5, 4, 'X'))).toEqual(conflict('outside-text'));
    expect(apply({ range: range(2, 4), parts: [range(3, 5)], rank: 0 })).toEqual(conflict('outside-text'));
  });

  it('lets edits go that stand in text discarded on purpose', () => {
    const edit: MergeEdit = { range: range(2, 8), parts: [range(2, 4)], discards: [range(4, 8)], rank: 0 };
    expect(apply(edit, replace(5, 6, 'Y'), replace(2, 3, 'C'))).toEqual(text('abCdij'));
    expect(apply({ ...edit, discards: [range(4, 5)] }, replace(5, 6, 'Y'))).toEqual(conflict('lost'));
  });

  it('lets a yielding edit go wherever it is in the way', () => {
    const soft = (start: number, end: number): MergeEdit => ({ ...replace(start, end, '_'), yields: true });
    expect(apply(soft(1, 2), soft(5, 5))).toEqual(text('a_cde_fghij'));
    expect(apply(soft(3, 4), replace(2, 6, 'X'))).toEqual(text('abXghij'));
    expect(apply(soft(3, 3), replace(2, 6, 'X'))).toEqual(text('abXghij'));
    expect(apply(soft(1, 4), wrap(2, 6, ['(', ')']))).toEqual(text('ab(cdef)ghij'));
    expect(apply(soft(1, 4), soft(3, 6))).toEqual(text('a_efghij'));
  });

  it('moves a piece out of the edit that takes its place, with the edits in it', () => {
    const hole: MergeEdit = { range: range(4, 6), parts: ['name'], discards: [range(4, 6)], rank: 9 };
    const whole: MergeEdit = {
      range: range(0, 10),
      parts: ['name=', { start: 4, end: 6, inside: hole }, ';', range(0, 10)],
      rank: 0,
    };
    expect(apply(hole, whole, replace(4, 5, 'E'), wrap(3, 7, ['(', ')']))).toEqual(
      text('name=Ef;abc(dnameg)hij'),
    );
  });

  it('renders one piece of a text', () => {
    expect(renderRange(TEXT, [replace(3, 4, 'D')], range(2, 6))).toEqual(text('cDef'));
    expect(renderRange(TEXT, [replace(1, 2, 'B')], range(2, 6))).toEqual(conflict('outside-text'));
  });
});

/** Ranges that nest or lie apart, as those of a syntax tree do. */
const nested = (start: number, end: number, depth: number): fc.Arbitrary<[number, number][]> => {
  if (depth === 0 || end - start < 1) return fc.constant([]);
  return fc
    .tuple(fc.integer({ min: start, max: end }), fc.integer({ min: start, max: end }))
    .filter(([a, b]) => a < b)
    .chain(([a, b]) =>
      fc
        .tuple(nested(start, a, depth - 1), nested(a, b, depth - 1), nested(b, end, depth - 1))
        .map(([left, inside, right]) => [...left, [a, b] as [number, number], ...inside, ...right]),
    );
};
const source = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const trees = source.chain((original) =>
  fc.record({ original: fc.constant(original), ranges: nested(0, original.length, 4) }),
);

describe('applyEdits, for any text', () => {
  it('leaves the text as it is without edits, and with edits that change nothing', () => {
    fc.assert(
      fc.property(trees, ({ original, ranges }) => {
        const edits = ranges.map(([start, end]) => wrap(start, end, ['', '']));
        expect(applyEdits(original, [])).toEqual(text(original));
        expect(applyEdits(original, edits)).toEqual(text(original));
      }),
    );
  });

  it('wraps every range with brackets that close in order and hold what they held', () => {
    fc.assert(
      fc.property(trees, ({ original, ranges }) => {
        const edits = ranges.map(([start, end], at) => wrap(start, end, [`<${at}>`, `</${at}>`]));
        const outcome = applyEdits(original.replaceAll(/[<>]/g, '.'), edits);
        if (!outcome.ok) throw new Error(outcome.conflict.reason);
        const open: string[] = [];
        for (const [, slash, name] of outcome.text.matchAll(/<(\/?)(\d+)>/g)) {
          if (slash === '') open.push(name ?? '');
          else expect(open.pop()).toBe(name);
        }
        expect(open).toEqual([]);
        expect(outcome.text.replaceAll(/<\/?\d+>/g, '')).toBe(original.replaceAll(/[<>]/g, '.'));
      }),
    );
  });

  it('gives the same for edits in any order, where ranks leave nothing open', () => {
    fc.assert(
      fc.property(
        trees.chain((tree) => fc.tuple(fc.constant(tree), fc.infiniteStream(fc.nat()))),
        ([tree, numbers]) => {
          const edits = tree.ranges.map(([start, end], at) => wrap(start, end, ['(', ')'], at));
          const shuffled = edits
            .map((edit) => ({ edit, key: numbers.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ edit }) => edit);
          expect(applyEdits(tree.original, shuffled)).toEqual(applyEdits(tree.original, edits));
        },
      ),
    );
  });

  it('nests associatively: inner edits first and outer ones then, or all at once', () => {
    fc.assert(
      fc.property(source, fc.nat(), fc.nat(), fc.nat(), (original, a, b, c) => {
        const cuts = [a, b, c].map((n) => n % (original.length + 1)).sort((x, y) => x - y);
        const [start = 0, middle = 0, end = 0] = cuts;
        fc.pre(start < middle && middle < end);
        const inner = replace(start, middle, '#');
        const all = applyEdits(original, [wrap(start, end, ['(', ')']), inner]);
        const first = applyEdits(original, [inner]);
        if (!first.ok) throw new Error(first.conflict.reason);
        const shifted = end - (middle - start) + 1;
        expect(applyEdits(first.text, [wrap(start, shifted, ['(', ')'])])).toEqual(all);
      }),
    );
  });

  it('answers with a text or a conflict whatever it is given', () => {
    const edit: fc.Arbitrary<MergeEdit> = fc
      .tuple(fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(3), fc.boolean())
      .map(([a, b, c, d, rank, yields]) => ({ range: range(a, b), parts: ['x', range(c, d)], rank, yields }));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const outcome = applyEdits(TEXT, edits);
        if (outcome.ok) expect(typeof outcome.text).toBe('string');
        else expect(['outside-text', 'overlap', 'lost']).toContain(outcome.conflict.reason);
      }),
    );
  });
});
