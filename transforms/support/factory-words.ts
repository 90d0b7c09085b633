import type { MergeEdit } from './apply-edits.js';
import { ownNodes } from './class-layout.js';
import { localOf, type FactoryPlace } from './factory-text.js';
import { present } from './present.js';
import { RANK } from './ranks.js';
import { type Node, ranged } from './tree.js';

/** What `this` and `return` become in what the factory does. */
export function inFactory(place: FactoryPlace): MergeEdit[] {
  const { step, layout, context } = place;
  const statements = step.moved.map((at) => present(layout?.statements[at]));
  const values = place.holes.map(({ value }) => context.nodeAt(value as Node, 'an initial value'));
  const own = statements.map((statement) => valueAssignment(statement, step)?.value ?? statement);
  const edits: MergeEdit[] = [];
  for (const node of [...values, ...own].flatMap((part) => [...ownNodes(part)])) {
    edits.push(...(step.construct === 'first' ? selfEdits(node, place) : localEdits(node, place)));
  }
  return edits;
}

/** The field and the value of a statement `this.f = value;` that becomes a variable of the factory. */
export function valueAssignment(
  statement: Node,
  { construct, body }: FactoryPlace['step'],
): { name: string; value: Node } | undefined {
  if (construct === 'first' || statement.type !== 'ExpressionStatement') return undefined;
  const { expression } = statement;
  if (expression.type !== 'AssignmentExpression') return undefined;
  const name = fieldOf(ranged(expression.left as Node));
  if (name === undefined || !body.includes(name)) return undefined;
  return { name, value: ranged(expression.right as Node) };
}

function selfEdits(node: Node, { step, context }: FactoryPlace): MergeEdit[] {
  const { start, end } = node;
  const assignment = node.type === 'AssignmentExpression' ? readonlyEdit(node, step) : undefined;
  if (assignment) return [assignment];
  if (node.type === 'ThisExpression')
    return [{ range: { start, end }, parts: [step.self], rank: RANK.replace }];
  const leaves = node.type === 'ReturnStatement' && !node.argument && !isInArrow(node, context);
  if (!leaves) return [];
  const word = { start, end: start + 'return'.length };
  return [{ range: word, parts: [`return ${step.self}`], rank: RANK.replace }];
}

/** `this.f = value` of a readonly field, which only a constructor may write so. */
function readonlyEdit(
  node: Node & { type: 'AssignmentExpression' },
  { self, readonly = [] }: FactoryPlace['step'],
): MergeEdit | undefined {
  const left = ranged(node.left as Node);
  const name = fieldOf(left);
  if (name === undefined || !readonly.includes(name)) return undefined;
  const { start, end } = ranged(node);
  const value = ranged(node.right as Node);
  return {
    range: { start, end },
    parts: [`Object.assign(${self}, { ${name}: `, { start: value.start, end: value.end }, ' })'],
    discards: [{ start: left.start, end: left.end }],
    rank: RANK.statement,
  };
}

/** Reads of fields whose values have names of their own in the factory. */
function localEdits(node: Node, { step }: FactoryPlace): MergeEdit[] {
  const name = fieldOf(node);
  if (name === undefined) return [];
  const { start, end } = node;
  return [
    { range: { start, end }, parts: [localOf(name, step)], discards: [{ start, end }], rank: RANK.replace },
  ];
}

function fieldOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression' || node.computed)
    return undefined;
  const key = node.property as unknown as { type: string; name?: string; id?: { name: string } };
  return key.type === 'PrivateName' ? `#${key.id?.name ?? ''}` : key.name;
}

function isInArrow(node: Node, context: FactoryPlace['context']): boolean {
  for (const parent of context.tree.ancestors(node)) {
    if (parent.type === 'ArrowFunctionExpression') return true;
    if (/Method$/.test(parent.type)) return false;
  }
  return false;
}
