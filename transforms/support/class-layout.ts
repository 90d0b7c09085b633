import type { Range } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import { afterLineEnd, restOfLine } from './layout.js';
import { present } from './present.js';
import { Refusal } from './refusal.js';
import { childrenOf, type Node, type NodeOf, ranged } from './tree.js';

type Class = NodeOf<'ClassDeclaration'>;

/** A constructor as it is laid out: its overloads, parameters, and statements. */
export interface ConstructorLayout {
  /** From the first overload on. */
  range: Range;
  signatures: readonly Signature[];
  parameters: readonly Node[];
  /** The text that goes with each statement: whole lines with the comments above it, if it has lines of its own. */
  zones: readonly Range[];
  statements: readonly Node[];
  /** Whether each statement has lines of its own. */
  onLines: boolean;
}

/** An overload, or the implementation up to its body. */
interface Signature {
  range: Range;
  /** Between its parentheses. */
  list: Range;
}

/** @throws Refusal if there is no class declaration at the range */
export function classAt(range: Range, context: FileContext): Class {
  const at = context.nodeAt(range, 'a class');
  const node = 'declaration' in at && at.declaration ? ranged(at.declaration as Node) : at;
  if (node.type !== 'ClassDeclaration') throw new Refusal(`${context.place(range.start)}: expected a class`);
  return node;
}

export function membersOf(node: Class): Node[] {
  return node.body.body.map((member) => ranged(member as Node));
}

export function fieldNamed(node: Class, name: string, context: FileContext): Node {
  const found = membersOf(node).find(
    (member) =>
      /^Class(Private)?Property$/.test(member.type) &&
      'key' in member &&
      context.slice(ranged(member.key as Node)) === name,
  );
  if (!found) throw new Refusal(`${context.place(ranged(node).start)}: the class has no field ${name}`);
  return found;
}

/** The initial value of a field. */
export function initialValue(field: Node, context: FileContext): Node {
  const { value } = field as unknown as { value: Node | null };
  if (!value) throw new Refusal(`${context.place(field.start)}: the field has no initial value`);
  return value;
}

/** The declared type of a field. */
export function annotationOf(field: Node): Range | undefined {
  const { typeAnnotation } = field as unknown as { typeAnnotation?: { typeAnnotation: Node } | null };
  const type = typeAnnotation?.typeAnnotation;
  return type && { start: type.start, end: type.end };
}

/** A member or statement with the comments right above it, which are about it. */
export function leadOf(range: Range, context: FileContext): Range {
  const before = context.tokenBefore(range.start)?.end ?? 0;
  let { start } = range;
  for (const comment of context.commentsIn({ start: before, end: range.start }).reverse()) {
    const between = context.text.slice(comment.end, start);
    if (!context.startsLine(comment.start) || between.split('\n').length > 2) break;
    ({ start } = comment);
  }
  return { start, end: range.end };
}

export function constructorOf(node: Class, context: FileContext): ConstructorLayout | undefined {
  const all = membersOf(node).filter((member) => 'kind' in member && member.kind === 'constructor');
  const implementation = all.find(({ type }) => type === 'ClassMethod');
  if (implementation?.type !== 'ClassMethod') return undefined;
  const block = ranged(implementation.body);
  const statements = block.body.map((statement) => ranged(statement));
  const signatures = all.map((member) => {
    const start = present(context.token(member, 'constructor')).end;
    const end = member === implementation ? block.start : member.end;
    const tokens = context.tokensIn({ start, end });
    const close = present(tokens.findLast((token) => context.slice(token) === ')'));
    return { range: { start: member.start, end }, list: { start: present(tokens[0]).end, end: close.start } };
  });
  const zones = linesOf(block, statements, context);
  return {
    range: { start: present(all[0]).start, end: implementation.end },
    signatures,
    parameters: implementation.params.map((parameter) => ranged(parameter as Node)),
    statements,
    zones: zones ?? statements,
    onLines: zones !== undefined,
  };
}

/** The lines of a block shared out among its statements; nothing if two things share a line. */
function linesOf(block: Range, statements: readonly Node[], context: FileContext): Range[] | undefined {
  const zones: Range[] = [];
  let start = afterLineEnd(restOfLine(block.start + 1, context) ?? -1, context.text);
  if (restOfLine(block.start + 1, context) === undefined || !context.startsLine(block.end - 1))
    return undefined;
  for (const statement of statements) {
    const end = restOfLine(statement.end, context);
    if (end === undefined || !context.startsLine(statement.start)) return undefined;
    zones.push({ start, end: afterLineEnd(end, context.text) });
    start = afterLineEnd(end, context.text);
  }
  const last = zones.at(-1);
  if (last) last.end = context.lineStart(block.end - 1);
  return zones;
}

/** The nodes in which `this` and `return` are those of the node: arrow functions are looked into, others are not. */
export function* ownNodes(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) {
    const closed = /Function(Expression|Declaration)$|Method$|^Class(Declaration|Expression)$/.test(
      child.type,
    );
    if (!closed || child.type === 'ArrowFunctionExpression') yield* ownNodes(child);
  }
}
