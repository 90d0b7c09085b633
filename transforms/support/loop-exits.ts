import type { MergeEdit } from './apply-edits.js';
import { statementsOf } from './asi.js';
import type { Callback } from './callback.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';
import { childrenOf, type Node, type NodeOf, ranged } from './tree.js';
import { present } from './present.js';

type Return = NodeOf<'ReturnStatement'>;

/**
 * The edits that make a callback's `return` a loop's `continue`, and the label the loop needs for those that stand in
 * an inner loop or a switch. What is returned is still evaluated: nothing looks at what forEach's callback returns.
 */
export function exitEdits(
  callback: Callback,
  context: FileContext,
): { edits: MergeEdit[]; label: string | undefined } {
  const exits = returnsIn(callback.body, false);
  const name = exits.some(({ nested }) => nested) ? freshLabel(context) : undefined;
  const edits = exits.map(({ node, nested }) =>
    exitEdit(node, nested ? `continue ${name}` : 'continue', callback, context),
  );
  return { edits, label: name };
}

function returnsIn(node: Node, nested: boolean): { node: Return; nested: boolean }[] {
  if (node.type === 'ReturnStatement') return [{ node, nested }];
  if (/Function|Method|^Class(Declaration|Expression)$/.test(node.type)) return [];
  const deeper = nested || /^(For|ForIn|ForOf|While|DoWhile|Switch)Statement$/.test(node.type);
  return childrenOf(node).flatMap((child) => returnsIn(child, deeper));
}

function exitEdit(node: Return, jump: string, { body }: Callback, context: FileContext): MergeEdit {
  const range = { start: node.start, end: node.end };
  const end = context.text[node.end - 1] === ';' ? ';' : '';
  const result = node.argument ? (ranged(node.argument) as Node) : undefined;
  if (!result) return { range, parts: [`${jump}${end}`], rank: RANK.statement };
  const value = { start: result.start, end: result.end };
  const awkward = /^(\{|(async\s+)?function\b|class\b|let\s*\[)/.test(context.slice(value));
  const statement = awkward ? ['(', value, `)${end}`] : [value, end];
  const list = present(context.tree.parent(node));
  if (list === body && statementsOf(body).at(-1) === node)
    return { range, parts: statement, rank: RANK.statement };
  const line = `${context.eol}${context.indentAt(node.start)}`;
  const inList = statementsOf(list).includes(node);
  const parts = inList ? [...statement, `${line}${jump}${end}`] : ['{ ', value, `; ${jump}; }`];
  return { range, parts, rank: RANK.statement };
}

function freshLabel(context: FileContext): string {
  const taken = new Set<string>();
  for (const node of context.tree.nodes)
    if (node.type === 'LabeledStatement') taken.add(node.label.name as string);
  let name = 'each';
  for (let count = 2; taken.has(name); count += 1) name = `each${count}`;
  return name;
}
