import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { appendToList } from './support/lists.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { keyOf, type Node, type NodeOf, ranged } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'set-option',
  kinds: ['set-option'],
  summary: 'Sets a property of the options object that a call is given.',
  safety: 'safe',
  before: `const Session = asyncSessionmaker({ bind: engine });
const engine = createAsyncEngine(url);
`,
  after: `const Session = asyncSessionmaker({ bind: engine, expireOnCommit: false });
const engine = createAsyncEngine(url, { poolclass: NullPool });
`,
  edits(steps, context) {
    const groups = new Map<string, StepOf<'set-option'>[]>();
    for (const step of steps) {
      const key = `${keyOf(step.range)}:${step.argument}`;
      groups.set(key, [...(groups.get(key) ?? []), step]);
    }
    return [...groups.values()].flatMap((group) => optionEdits(group, context));
  },
});

type Call = NodeOf<'CallExpression' | 'OptionalCallExpression' | 'NewExpression'>;
type Options = readonly StepOf<'set-option'>[];

/** The edits for all options of one argument of one call. */
function optionEdits(options: Options, context: FileContext): MergeEdit[] {
  const { range, argument: at } = present(options[0]);
  const call = context.nodeAt(range, 'a call', (node) =>
    /^(Optional)?CallExpression$|^NewExpression$/.test(node.type),
  ) as Call;
  const given = call.arguments.map(ranged) as Node[];
  if (given.slice(0, at + 1).some(({ type }) => type === 'SpreadElement')) {
    throw new Refusal(`${context.place(range.start)}: spread arguments hide which of them holds the options`);
  }
  const argument = given[at];
  if (!argument) return missingArgument(call, given, options, context);
  const object = objectIn(argument);
  if (object) return propertyEdits(object, options, context);
  const whole = { start: argument.start, end: argument.end };
  const nothing = /^(undefined|null)$/.test(context.slice(whole));
  const parts = nothing ? [literal(options)] : ['{ ...', whole, `, ${properties(options).join(', ')} }`];
  return [{ range: whole, parts, rank: RANK.statement }];
}

function missingArgument(call: Call, given: Node[], options: Options, context: FileContext): MergeEdit[] {
  const skipped = Array<string>(present(options[0]).argument - given.length).fill('undefined');
  const added = [...skipped, literal(options)];
  const open = argumentsStart(call, context);
  // `new Engine` needs no parentheses as long as it has no arguments.
  if (open === undefined)
    return [
      { range: { start: call.end, end: call.end }, parts: [`(${added.join(', ')})`], rank: RANK.replace },
    ];
  return appendToList({ start: open, end: call.end }, given, added, context);
}

function argumentsStart(call: Call, context: FileContext): number | undefined {
  if (context.text[call.end - 1] !== ')') return undefined;
  const first = call.arguments[0];
  if (first) return parenthesisBefore(ranged(first as Node).start, context);
  const open = parenthesisBefore(call.end - 1, context);
  return open !== undefined && open >= ranged(call.callee as Node).end ? open : undefined;
}

function parenthesisBefore(offset: number, context: FileContext): number | undefined {
  const token = context.tokenBefore(offset);
  return token && context.slice(token) === '(' ? token.start : undefined;
}

function propertyEdits(
  object: NodeOf<'ObjectExpression'>,
  options: Options,
  context: FileContext,
): MergeEdit[] {
  const members = object.properties.map(ranged) as Node[];
  const edits: MergeEdit[] = [];
  const added: StepOf<'set-option'>[] = [];
  for (const option of options) {
    const there = members.findLast((member) => nameOf(member) === option.name);
    if (!there) added.push(option);
    else if (context.slice(there) !== properties([option])[0]) edits.push(...replaceValue(there, option));
  }
  return [...edits, ...appendToList(object, members, properties(added), context, ' ')];
}

function replaceValue(member: Node, option: StepOf<'set-option'>): MergeEdit[] {
  const plain = member.type === 'ObjectProperty' && !member.shorthand;
  const { start, end } = plain ? (ranged(member.value) as Node) : member;
  const text = plain ? option.value : present(properties([option])[0]);
  return [{ range: { start, end }, parts: [text], discards: [{ start, end }], rank: RANK.statement }];
}

function nameOf(member: Node): string | undefined {
  if (member.type !== 'ObjectProperty' && member.type !== 'ObjectMethod') return undefined;
  if (member.key.type === 'StringLiteral') return member.key.value;
  return !member.computed && member.key.type === 'Identifier' ? member.key.name : undefined;
}

function objectIn(argument: Node): NodeOf<'ObjectExpression'> | undefined {
  if (argument.type === 'ObjectExpression') return argument;
  const wrapped = /^(Parenthesized|TSAs|TSSatisfies|TSNonNull)Expression$|^TSTypeAssertion$/.test(
    argument.type,
  );
  return wrapped ? objectIn((argument as unknown as { expression: Node }).expression) : undefined;
}

function properties(options: Options): string[] {
  return options.map(({ name, value }) => (name === value ? name : `${name}: ${value}`));
}

function literal(options: Options): string {
  return `{ ${properties(options).join(', ')} }`;
}
