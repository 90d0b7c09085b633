import type { MergeEdit } from './support/apply-edits.js';
import type { Range, StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { readType, type TypeText } from './support/type-text.js';

export default defineTransform({
  name: 'wrap-type',
  kinds: ['wrap-type'],
  summary:
    'Wraps a type: `T` becomes `Promise<T>`, `T | Promise<T>`, `Awaited<T>` or `Promise<Awaited<T>>`. Works in JSDoc as well.',
  safety: 'safe',
  before: `function load(id: number): User | null {}
type Handler = (request: Request) => Response | Promise<Response>;
`,
  after: `function load(id: number): Promise<User | null> {}
type Handler = (request: Request) => Promise<Response>;
`,
  edits: (steps, context) =>
    steps.flatMap((step) => {
      const range = withoutBraces(step.range, context);
      const type = readType(range, context);
      if (type.isPredicate) {
        throw new Refusal(
          `${context.place(range.start)}: a function that narrows a type cannot return a promise`,
        );
      }
      const parts = WRAPPERS[step.wrapper](type, range, context);
      // Of a type that is there twice, plain and promised, one goes, with what was to change in it.
      return parts ? [{ range, parts, discards: [range], rank: context.rankOf(step, RANK.wrap) }] : [];
    }),
});

type Parts = MergeEdit['parts'];

/** The parts of the wrapped type, or nothing if the type is fine as it is. */
const WRAPPERS: Record<
  StepOf<'wrap-type'>['wrapper'],
  (type: TypeText, range: Range, context: FileContext) => Parts | undefined
> = {
  promise(type, range, context) {
    if (type.isPromise) return undefined;
    if (!type.members.some(({ promised }) => promised)) return ['Promise<', range, '>'];
    const resolved = new Map(
      type.members.map(({ text, promised }) => [context.slice(promised ?? text), promised ?? text]),
    );
    return [
      'Promise<',
      ...[...resolved.values()].flatMap((part, at) => (at === 0 ? [part] : [' | ', part])),
      '>',
    ];
  },
  'promise-or-value'(type, range, context) {
    if (type.isPromise || type.members.some(({ promised }) => promised)) return undefined;
    const value = type.isLoose ? ['(', range, ')'] : [range];
    const parts = [...value, ' | Promise<', range, '>'];
    return bindsTighter(range, context) ? ['(', ...parts, ')'] : parts;
  },
  awaited(type, range) {
    return type.isAwaited ? undefined : ['Awaited<', range, '>'];
  },
  'promise-of-awaited'(type, range) {
    if (type.isPromise) return undefined;
    return type.isAwaited ? ['Promise<', range, '>'] : ['Promise<Awaited<', range, '>>'];
  },
};

/** Whether what is around a type would take hold of only a part of a union put in its place. */
function bindsTighter({ start, end }: Range, { text }: FileContext): boolean {
  return (
    /(&|\b(keyof|unique|readonly))\s*$/.test(text.slice(0, start)) ||
    /^\s*(\[|&|\?\s*[,\]])/.test(text.slice(end))
  );
}

/** In JSDoc a type expression's range may include its braces: `@returns {User}`. */
function withoutBraces(range: Range, context: FileContext): Range {
  const braced =
    /^\{[^]*\}$/.test(context.slice(range)) && /@\w+[ \t]+$/.test(context.text.slice(0, range.start));
  return braced ? { start: range.start + 1, end: range.end - 1 } : range;
}
