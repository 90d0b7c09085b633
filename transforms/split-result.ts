import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import { statementsOf } from './support/asi.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { expressionAt, parenthesesAround } from './support/expressions.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { contains, type Node } from './support/tree.js';

export default defineTransform({
  name: 'split-result',
  kinds: ['split-result'],
  summary: 'Awaits a call in a statement of its own, where one statement would be hard to read.',
  safety: 'safe',
  before: `async function list() {
  // Everybody
  const users = session.execute(select(User)).scalars().all();
  return users;
}
`,
  after: `async function list() {
  // Everybody
  const result = await session.execute(select(User));
  const users = result.scalars().all();
  return users;
}
`,
  prepare: (steps) => ({ freed: steps.map(({ call }) => call) }),
  edits: (steps, context) => steps.flatMap((step) => splitEdits(step, context)),
});

function splitEdits({ range: named, call, name }: StepOf<'split-result'>, context: FileContext): MergeEdit[] {
  const statement = wholeStatement(context.nodeAt(named, 'a statement'), context);
  const node = expressionAt(call, context);
  if (!contains(statement, call)) {
    throw new Refusal(`${context.place(call.start)}: the call is not in the statement to split`);
  }
  const range = { start: statement.start, end: statement.end };
  const { start, end } = parenthesesAround(node, context).at(-1) ?? node;
  const hole: MergeEdit = {
    range: { start, end },
    parts: [name],
    discards: [{ start, end }],
    rank: RANK.statement,
  };
  const awaited = context.hasStep('await', call) ? '' : 'await ';
  const semicolon = context.text[range.end - 1] === ';' ? ';' : context.semicolon;
  const line = `${context.eol}${context.indentAt(range.start)}`;
  const first = [`const ${name} = ${awaited}`, { ...call, inside: hole }];
  const list = context.tree.parent(statement);
  // The one statement of an `if` without braces becomes two.
  const bare = list === undefined || !statementsOf(list).includes(statement);
  const deeper = `${line}${context.indentUnit}`;
  const parts = bare
    ? [`{${deeper}`, ...first, `${semicolon}${deeper}`, range, `${line}}`]
    : [...first, `${semicolon}${line}`, range];
  return [hole, { range, parts, rank: RANK.statement }];
}

function wholeStatement(node: Node, context: FileContext): Node {
  const parent = context.tree.parent(node);
  return parent?.type === 'ExportNamedDeclaration' ? parent : node;
}
