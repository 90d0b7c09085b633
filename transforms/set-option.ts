import type { MergeEdit } from './support/apply-edits.js';
import type { Range, StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { appendToList, removeFromList } from './support/lists.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { keyOf, type Node, type NodeOf, ranged } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'set-option',
  kinds: ['set-option'],
  summary: 'Sets a property of the options object that a call is given, or takes one out of it.',
  safety: 'safe',
  before: `const Session = asyncSessionmaker({ bind: engine });
const engine = createAsyncEngine(url);
`,
  after: `const Session = asyncSessionmaker({ bind: engine, expireOnCommit: false });
const engine = createAsyncEngine(url, { poolclass: NullPool });
`,
  edits(steps, context) {
    const groups = new Map<string, Option[]>();
    for (const step of steps) {
      const key = `${keyOf(step.range)}:${step.argument}`;
      groups.set(key, [...(groups.get(key) ?? []), step]);
    }
    return [...groups.values()].flatMap((group) => optionEdits(group, context));
  },
});

type Call = NodeOf<'CallExpression' | 'OptionalCallExpression' | 'NewExpression'>;
type Option = StepOf<'set-option'>;
type SetOption = Option & { value: string };

function isSet(option: Option): option is SetOption {
  return option.value !== null;
}

/** The edits for all options of one argument of one call. */
function optionEdits(options: readonly Option[], context: FileContext): MergeEdit[] {
  const { range, argument: at } = present(options[0]);
  const call = context.nodeAt(range, 'a call', (node) =>
    /^(Optional)?CallExpression$|^NewExpression$/.test(node.type),
  ) as Call;
  const given = call.arguments.map(ranged) as Node[];
  if (given.slice(0, at + 1).some(({ type }) => type === 'SpreadElement')) {
    throw new Refusal(`${context.place(range.start)}: spread arguments hide which of them holds the options`);
  }
  const argument = given[at];
  const object = argument && objectIn(argument);
  if (object) return propertyEdits(object, options, context);
  const wanted = options.filter(isSet);
  if (wanted.length === 0) return [];
  if (!argument) return missingArgument(call, given, wanted, context);
  const whole = { start: argument.start, end: argument.end };
  const nothing = /^(undefined|null)$/.test(context.slice(whole));
  const parts = nothing ? [literal(wanted)] : ['{ ...', whole, `, ${properties(wanted).join(', ')} }`];
  return [{ range: whole, parts, rank: RANK.statement }];
}

function missingArgument(
  call: Call,
  given: Node[],
  options: readonly SetOption[],
  context: FileContext,
): MergeEdit[] {
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
  options: readonly Option[],
  context: FileContext,
): MergeEdit[] {
  const members = object.properties.map(ranged) as Node[];
  const member = ({ name }: Option) => members.findLast((one) => nameOf(one) === name);
  const edits = options.filter(isSet).flatMap((option) => {
    const there = member(option);
    const same = there && context.slice(there) === properties([option])[0];
    return there && !same ? replaceValue(there, option) : [];
  });
  const added = properties(options.filter((option): option is SetOption => isSet(option) && !member(option)));
  const gone = new Set(options.flatMap((option) => (isSet(option) ? [] : (member(option) ?? []))));
  if (gone.size === 0) return [...edits, ...appendToList(object, members, added, context, ' ')];
  // What comes takes the place of the first that goes.
  const [first] = gone;
  const instead = added.length > 0 ? first : undefined;
  if (instead) edits.push(replacement(instead, added.join(', ')));
  const leaves = (at: number) => members[at] !== instead && gone.has(present(members[at]));
  if (members.every((_, at) => leaves(at)))
    return [...edits, replacement({ start: object.start + 1, end: object.end - 1 }, '')];
  return gone.size > (instead ? 1 : 0)
    ? [...edits, ...removeFromList(object, members, leaves, context)]
    : edits;
}

function replacement({ start, end }: Range, text: string): MergeEdit {
  return { range: { start, end }, parts: [text], discards: [{ start, end }], rank: RANK.statement };
}

function replaceValue(member: Node, option: SetOption): MergeEdit[] {
  const plain = member.type === 'ObjectProperty' && !member.shorthand;
  if (plain) return [replacement(ranged(member.value), option.value)];
  return [replacement(member, present(properties([option])[0]))];
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

function properties(options: readonly SetOption[]): string[] {
  return options.map(({ name, value }) => (name === value ? name : `${name}: ${value}`));
}

function literal(options: readonly SetOption[]): string {
  return `{ ${properties(options).join(', ')} }`;
}
