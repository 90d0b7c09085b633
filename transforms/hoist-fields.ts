import type { StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import { annotationOf, classAt, fieldNamed, initialValue, leadOf } from './support/class-layout.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { ranged } from './support/tree.js';

export default defineTransform({
  name: 'hoist-fields',
  kinds: ['hoist-fields'],
  summary: 'Works the initial values of static fields out in statements before their class.',
  safety: 'safe',
  before: `/** All there is. */
export class Report {
  static readonly rows: Row[] = db.all();
}
`,
  after: `const reportRows: Row[] = db.all();
/** All there is. */
export class Report {
  static readonly rows: Row[] = reportRows;
}
`,
  edits: (steps, context) => steps.flatMap((step) => hoistEdits(step, context)),
});

function hoistEdits({ range, fields }: StepOf<'hoist-fields'>, context: FileContext): MergeEdit[] {
  const node = classAt(range, context);
  const lead = leadOf(range, context).start;
  const line = `${context.semicolon}${context.eol}${context.indentAt(lead)}`;
  const moved = fields.map(({ field: name, local }) => {
    const field = fieldNamed(node, name, context);
    const value = initialValue(field, context);
    const whole = { start: value.start, end: value.end };
    const hole: MergeEdit = { range: whole, parts: [local], discards: [whole], rank: RANK.statement };
    const type = annotationOf(field);
    const declared = type ? [': ', type] : [];
    return { hole, parts: [`const ${local}`, ...declared, ' = ', { ...whole, inside: hole }, line] };
  });
  const end = ranged(node).end;
  const parts = [...moved.flatMap((one) => one.parts), { start: lead, end }];
  return [...moved.map(({ hole }) => hole), { range: { start: lead, end }, parts, rank: RANK.statement }];
}
