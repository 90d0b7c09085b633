import type { MergeEdit } from './apply-edits.js';
import type { Range } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';
import type { Node } from './tree.js';
import { present } from './present.js';

/**
 * The expression a step's range names, with its parentheses if the range includes them.
 * @throws Refusal if there is no expression
 */
export function expressionAt(range: Range, context: FileContext): Node {
  return context.nodeAt(range, 'an expression', ({ type }) => isExpressionType(type));
}

/** The types of node that end like this are expressions, but for three, and so are a few others. */
const expressionEnds = /(?<!JSXEmpty|Module|TSType)(?:Expression|Literal)$/;
const expressionNames: ReadonlySet<string> = new Set([
  'Identifier',
  'Import',
  'JSXElement',
  'JSXExpressionContainer',
  'JSXFragment',
  'JSXIdentifier',
  'JSXText',
  'MetaProperty',
  'PrivateName',
  'Super',
  'TSTypeAssertion',
  'TSTypeParameter',
  'TopicReference',
  'V8IntrinsicIdentifier',
]);

/** What `j.Expression.check` of jscodeshift says of a node of this type: loading all it knows takes long. */
export function isExpressionType(type: string): boolean {
  return expressionEnds.test(type) || expressionNames.has(type);
}

/** Whether a unary operator can stand right before it: nothing in it binds more weakly. */
export function isUnaryOperand({ type }: Node): boolean {
  return !/^(Conditional|Binary|Logical|Assignment|ArrowFunction|Yield|Sequence|TSAs|TSSatisfies)Expression$/.test(
    type,
  );
}

/** Whether an expression of any kind can take this one's place without parentheses, but for `a, b`. */
export function standsAlone(node: Node, context: FileContext): boolean {
  const parent = context.tree.parent(node);
  const is = (child: unknown) => child === node;
  switch (parent?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ExpressionStatement':
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'SwitchStatement':
    case 'ParenthesizedExpression':
    case 'VariableDeclarator':
    case 'ArrayExpression':
    case 'SpreadElement':
    case 'TemplateLiteral':
    case 'JSXExpressionContainer':
    case 'ArrowFunctionExpression':
    case 'YieldExpression':
      return true;
    case 'ObjectProperty':
    case 'ClassProperty':
      return is(parent.value);
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return is(parent.right);
    case 'ConditionalExpression':
      return !is(parent.test);
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return !is(parent.callee);
    default:
      return false;
  }
}

/** Whether an `await …` in this place needs parentheses to stay one operand of what is around it. */
export function needsParentheses(node: Node, context: FileContext): boolean {
  const parent = context.tree.parent(node);
  if (!parent) return false;
  const is = (child: unknown) => child === node;
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return is(parent.object);
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return is(parent.callee);
    case 'TaggedTemplateExpression':
      return is(parent.tag);
    case 'BinaryExpression':
      return parent.operator === '**' && is(parent.left);
    case 'ClassDeclaration':
    case 'ClassExpression':
      return is(parent.superClass);
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'Decorator':
      return true;
    default:
      return false;
  }
}

/**
 * Parentheses end an optional chain, so what went on with it has to ask anew: `a?.b().c` with `a?.b()` in parentheses
 * is `(…)?.c`. A `!` in between goes: it said nothing about the part before `?.`.
 */
export function continueChain(node: Node, context: FileContext): MergeEdit[] {
  let link = node;
  let parent = context.tree.parent(link);
  const marks: Range[] = [];
  while (parent?.type === 'TSNonNullExpression') {
    marks.push({ start: link.end, end: parent.end });
    [link, parent] = [parent, context.tree.parent(parent)];
  }
  if (!parent || !/^Optional(Member|Call)Expression$/.test(parent.type)) return [];
  const { object, callee, optional, computed, property } = parent as unknown as Partial<
    Record<string, unknown>
  >;
  if (optional || (object ?? callee) !== link) return [];
  const rest = { start: link.end, end: parent.end };
  const dot =
    object && !computed ? context.token({ ...rest, end: (property as Node).start }, '.') : undefined;
  const opening = dot ?? present(context.tokensIn(rest)[0]);
  const range = dot ? { start: dot.start, end: dot.end } : { start: opening.start, end: opening.start };
  return [
    ...marks.map((mark) => ({ range: mark, parts: [], rank: RANK.replace })),
    { range, parts: ['?.'], rank: RANK.replace },
  ];
}

/** The parentheses around an expression and around those, outermost last. */
export function parenthesesAround(node: Node, context: FileContext): Node[] {
  const around: Node[] = [];
  for (const parent of context.tree.ancestors(node)) {
    if (parent.type !== 'ParenthesizedExpression') break;
    around.push(parent);
  }
  return around;
}

/** The expression inside its parentheses. */
export function unwrapped(node: Node): Node {
  let at = node;
  while (at.type === 'ParenthesizedExpression') at = at.expression as Node;
  return at;
}
