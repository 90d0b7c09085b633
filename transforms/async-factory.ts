import type { StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import {
  classAt,
  constructorOf,
  fieldNamed,
  initialValue as valueOf,
  leadOf,
  membersOf,
} from './support/class-layout.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { constructorParts, factoryParts, typeOfField, type FactoryPlace } from './support/factory-text.js';
import { inFactory } from './support/factory-words.js';
import { present } from './support/present.js';
import { RANK } from './support/ranks.js';
import { type Node, ranged } from './support/tree.js';

export default defineTransform({
  name: 'async-factory',
  kinds: ['async-factory'],
  summary: 'Moves what a constructor waits for into a static async method that makes the object.',
  safety: 'safe',
  before: `class Report {
  readonly rows: Row[];

  constructor(private readonly db: Db) {
    this.rows = db.all();
  }
}
`,
  after: `class Report {
  readonly rows: Row[];

  private constructor(private readonly db: Db, rows: Row[]) {
    this.rows = rows;
  }

  static async create(db: Db): Promise<Report> {
    const rows: Row[] = db.all();
    return new Report(db, rows);
  }
}
`,
  edits: (steps, context) => steps.flatMap((step) => factoryEdits(step, context)),
});

function factoryEdits(step: StepOf<'async-factory'>, context: FileContext): MergeEdit[] {
  const node = classAt(step.range, context);
  const layout = constructorOf(node, context);
  const holes = step.fields.map((name) => initialValue(fieldNamed(node, name, context), name, step, context));
  const place: FactoryPlace = { step, node, layout, holes, context };
  const after = ranged(
    present(
      membersOf(node).findLast(({ type }) => /^Class(Private)?Property$/.test(type)) ?? membersOf(node)[0],
    ),
  );
  const at = layout ? leadOf(layout.range, context) : { start: after.end, end: after.end };
  const types = step.typed ? step.values.flatMap(({ field }) => typeOfField(field, place) ?? []) : [];
  const generic = node.typeParameters ? [ranged(node.typeParameters as Node)] : [];
  const moved = [...holes.map(({ hole }) => hole.range), ...generic, ...types, at];
  const start = Math.min(...moved.map((range) => range.start));
  const end = Math.max(...moved.map((range) => range.end), layout?.range.end ?? 0);
  const behind = layout ? layout.range.end : at.end;
  const gap = `${context.eol}${context.eol}${context.indentAt(layout?.range.start ?? after.start)}`;
  const made = constructorParts(place);
  const comments = layout ? [{ start: at.start, end: layout.range.start }] : [];
  const parts = [
    { start, end: at.start },
    ...(layout ? [] : [gap]),
    ...made,
    ...(made.length > 0 ? [gap] : []),
    ...comments,
    ...factoryParts(place),
    { start: behind, end },
  ];
  const whole: MergeEdit = { range: { start, end }, parts, rank: RANK.statement };
  const marks = step.definite.map((name) => definite(fieldNamed(node, name, context)));
  return [...holes.map(({ hole }) => hole), ...marks, ...inFactory(place), whole];
}

/** What becomes of a field whose initial value goes, and the value. */
function initialValue(field: Node, name: string, step: StepOf<'async-factory'>, context: FileContext) {
  const { key } = field as unknown as { key: Node };
  const value = valueOf(field, context);
  const tokens = context.tokensIn({ start: key.end, end: value.start });
  const equals = present(tokens.findLast((token) => context.slice(token) === '='));
  const start = present(context.tokenBefore(equals.start)).end;
  const type = step.values.find((one) => one.field === name)?.type;
  const hole: MergeEdit = {
    range: { start, end: value.end },
    parts: step.typed && type !== null && type !== undefined ? [`: ${type}`] : [],
    discards: [{ start, end: value.end }],
    rank: RANK.statement,
  };
  return { name, hole, value: { start: value.start, end: value.end, inside: hole } };
}

/** `!` behind a field's name. */
function definite(field: Node): MergeEdit {
  const { end } = ranged((field as unknown as { key: Node }).key);
  return { range: { start: end, end }, parts: ['!'], rank: RANK.replace };
}
