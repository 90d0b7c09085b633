import type { Range, StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import { atBodyStart } from './support/body-start.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { present } from './support/present.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';

export default defineTransform({
  name: 'move-defaults',
  kinds: ['move-defaults'],
  summary: 'Moves defaults of parameters to the start of the body, where they can be awaited.',
  safety: 'safe',
  before: `async function show(limit: number = count(), { page = 1 } = settings()) {
  print(limit, page);
}
`,
  after: `async function show(limit?: number, options?: { page?: number }) {
  if (limit === undefined) limit = count();
  const { page = 1 } = options === undefined ? settings() : options;
  print(limit, page);
}
`,
  edits: (steps, context) => steps.map((step) => defaultsEdit(step, context)),
});

type Move = StepOf<'move-defaults'>['moves'][number];
type Parts = MergeEdit['parts'][number][];

/** One edit from the first parameter to the body, because defaults and patterns move from the one to the other. */
function defaultsEdit({ range, body, moves }: StepOf<'move-defaults'>, context: FileContext): MergeEdit {
  const first = present(moves[0]).parameter;
  const last = present(moves.at(-1)).parameter;
  if (body.start < last.end) {
    throw new Refusal(`${context.place(range.start)}: the body stands before the parameters`);
  }
  const written = moves.flatMap((move, at): Parts => {
    const next = moves[at + 1]?.parameter.start;
    const between = next === undefined ? [] : [{ start: move.parameter.end, end: next }];
    return [...parameterParts(move, context), ...between];
  });
  const statements = moves.map(statementOf);
  const { parts, end } = atBodyStart(last.end, body, statements, context);
  const whole = { start: first.start, end };
  return { range: whole, parts: [...written, ...parts], rank: RANK.statement };
}

/** The parameter without its default, saying in its type that it may be left out. */
function parameterParts(move: Move, context: FileContext): Parts {
  const { parameter, target, type, initializer, name, declared, absent } = move;
  const mark = absent === 'question-mark' ? '?' : '';
  const annotation: Parts = type ? [': ', type] : declared === undefined ? [] : [`: ${declared}`];
  const union = annotation.length > 0 && absent === 'undefined';
  const typed = union ? [': ', ...inUnion(annotation.slice(type ? 1 : 0), context)] : annotation;
  const rest =
    absent === 'default' && !initializer ? [{ start: type?.end ?? target.end, end: parameter.end }] : [];
  return [...(name === undefined ? [target] : [name]), mark, ...typed, ...rest];
}

/** `T | undefined`; a function type, which would take the union for its result, in parentheses. */
function inUnion(type: Parts, context: FileContext): Parts {
  const text = type.map((part) => (typeof part === 'string' ? part : context.slice(part))).join('');
  const bare = type.map((part) => (typeof part === 'string' ? part.replace(/^: /, '') : part));
  return /=>|\bextends\b|\binfer\b/.test(text) ? ['(', ...bare, ') | undefined'] : [...bare, ' | undefined'];
}

function statementOf({ target, type, initializer, name, keyword }: Move): Parts {
  if (name === undefined) {
    const value: Range = present(initializer);
    return ['if (', target, ' === undefined) ', target, ' = ', value];
  }
  const annotation: Parts = type ? [': ', type] : [];
  const variable: Parts = [`${keyword ?? 'const'} `, target];
  if (!initializer) return [...variable, ` = ${name}`];
  return [...variable, ...annotation, ` = ${name} === undefined ? `, initializer, ` : ${name}`];
}
