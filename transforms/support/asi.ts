import { type MergeEdit, renderRange } from './apply-edits.js';
import { classAt, constructorOf } from './class-layout.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';
import { contains, type Node, ranged } from './tree.js';

/** What would be read as going on with the statement before, were there no semicolon. */
const CONTINUES = /^[([`+\-/*]/;

/**
 * In code without semicolons a statement that comes to start with `(` would be read as an argument list of the one
 * before it: such a statement gets a `;` in front.
 */
export function semicolonEdits(edits: readonly MergeEdit[], context: FileContext): MergeEdit[] {
  const starts = new Set(edits.map(({ range }) => range.start));
  const led = ledStatements(context);
  return context.tree.nodes.flatMap((node) => {
    // A `return` in what becomes a loop's body may turn into an expression too.
    if (!/^(Expression|Return)Statement$/.test(node.type)) return [];
    if (!led.has(node.start)) {
      if (!starts.has(node.start) || CONTINUES.test(context.text.slice(node.start))) return [];
      if (!followsOpenStatement(node, context)) return [];
    }
    const inside = edits.filter(
      ({ range, rank }) => contains(node, range) && range.end > node.start && rank < RANK.marker,
    );
    const rendered = renderRange(context.text, inside, node);
    if (!rendered.ok || !CONTINUES.test(rendered.text)) return [];
    return [{ range: { start: node.start, end: node.end }, parts: [';', node], rank: RANK.semicolon }];
  });
}

/** Where statements start that come to stand behind one without a semicolon that a step adds. */
function ledStatements(context: FileContext): ReadonlySet<number> {
  if (context.semicolon !== '') return new Set();
  const led = context.steps.flatMap((step) => {
    if (step.kind === 'async-factory') {
      const { statements } = constructorOf(classAt(step.range, context), context) ?? { statements: [] };
      const parted = [step.body, ['', ...step.moved]].flatMap((list) =>
        list.filter((at, i) => i > 0 && typeof at === 'number' && list[i - 1] !== at - 1),
      );
      return statements.filter((_statement, at) => parted.includes(at));
    }
    if (step.kind !== 'move-defaults' && step.kind !== 'destructure-parameter') return [];
    const block = context.tree.at(step.body).find(({ type }) => type === 'BlockStatement');
    return block ? statementsOf(block).slice(0, 1) : [];
  });
  return new Set(led.map(({ start }) => start));
}

/** Whether the statement before this one ends without a semicolon of its own. */
function followsOpenStatement(statement: Node, context: FileContext): boolean {
  const list = context.tree.parent(statement);
  if (!list || !/^(Program|BlockStatement|StaticBlock|SwitchCase|TSModuleBlock)$/.test(list.type))
    return false;
  const siblings = statementsOf(list);
  const before = siblings[siblings.indexOf(statement) - 1];
  if (before) return isOpen(before, context);
  // The first statement of a `try` that is about to be dissolved follows what stands before the `try`.
  const owner = context.tree.parent(list);
  return owner?.type === 'TryStatement' && dissolves(owner, context) && followsOpenStatement(owner, context);
}

function dissolves(node: Node, context: FileContext): boolean {
  return context.steps.some(
    (step) =>
      step.kind === 'await-using' && step.tryRange?.start === node.start && step.tryRange.end === node.end,
  );
}

export function statementsOf(list: Node): Node[] {
  if (list.type === 'SwitchCase') return list.consequent.map(ranged);
  const { body, directives } = list as { body?: unknown; directives?: unknown };
  return [directives, body].flatMap((part) => (Array.isArray(part) ? (part as Node[]) : []));
}

function isOpen(statement: Node, context: FileContext): boolean {
  const inner = lastPart(statement);
  if (inner) return isOpen(inner, context);
  if (/^(Block|Try|Switch|Empty)Statement$|^FunctionDeclaration$|^ClassDeclaration$/.test(statement.type))
    return false;
  if (/^TS(Interface|Enum|Module)Declaration$/.test(statement.type)) return false;
  return context.text[statement.end - 1] !== ';';
}

/** The statement that a statement ends in: the body of an `if` or a loop, what an `export` declares. */
function lastPart(statement: Node): Node | undefined {
  switch (statement.type) {
    case 'IfStatement':
      return ranged(statement.alternate ?? statement.consequent);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      return ranged(statement.body);
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return statement.declaration ? ranged(statement.declaration) : undefined;
    default:
      return undefined;
  }
}
