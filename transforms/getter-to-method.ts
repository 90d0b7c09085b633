import type { Range, StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { type Node, ranged } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'getter-to-method',
  kinds: ['getter-to-method'],
  summary: 'Makes a getter an async method, and a property signature a method signature.',
  safety: 'safe',
  before: `interface Sized {
  readonly size: number;
}
class Report implements Sized {
  get size() {
    return count();
  }
}
`,
  after: `interface Sized {
  size(): number;
}
class Report implements Sized {
  async size() {
    return count();
  }
}
`,
  edits: (steps, context) => steps.flatMap((step) => methodEdits(step, context)),
});

function methodEdits({ range }: StepOf<'getter-to-method'>, context: FileContext): MergeEdit[] {
  const node = context.nodeAt(range, 'a getter or a property signature', isMember);
  if ('kind' in node && node.kind === 'get') return [getterEdit(node, context)];
  return signatureEdits(node, context);
}

/** `get` becomes `async`, or goes where there is no body. */
function getterEdit(node: Node, context: FileContext): MergeEdit {
  const key = keyOf(node);
  const before = context.tokensIn({ start: node.start, end: key.start });
  const word = present(before.findLast((token) => context.slice(token) === 'get'));
  const range = withSpace(word, context);
  if (!isBodied(node)) return { range, parts: [], rank: RANK.replace };
  // `async` has to stand on the line of the name.
  const broken = context.slice(range).includes('\n');
  return broken
    ? { range, parts: ['async '], rank: RANK.replace }
    : { range: { start: word.start, end: word.end }, parts: ['async'], rank: RANK.replace };
}

/** `readonly` goes, and parentheses come behind the name. */
function signatureEdits(node: Node, context: FileContext): MergeEdit[] {
  const key = keyOf(node);
  const word = context.token({ start: node.start, end: key.start }, 'readonly');
  const range = word && withSpace(word, context);
  const colon = context.token({ start: key.end, end: node.end }, ':');
  const at = colon?.start ?? key.end;
  return [
    ...(range ? [{ range, parts: [], rank: RANK.replace }] : []),
    { range: { start: at, end: at }, parts: ['()'], rank: RANK.replace },
  ];
}

/** A word with the space behind it. */
function withSpace({ start, end }: Range, { text }: FileContext): Range {
  const rest = text.slice(end);
  return { start, end: end + rest.length - rest.trimStart().length };
}

function keyOf(node: Node) {
  if (!('key' in node)) throw new Refusal('a member without a name cannot become a method');
  return ranged(node.key as Node);
}

function isMember(node: Node): boolean {
  return (
    /^(ObjectMethod|ClassMethod|ClassPrivateMethod|TSDeclareMethod|TSMethodSignature)$/.test(node.type) ||
    /^(TSPropertySignature|ClassProperty)$/.test(node.type)
  );
}

function isBodied(node: Node): boolean {
  return /^(ObjectMethod|ClassMethod|ClassPrivateMethod)$/.test(node.type);
}
