import { ts } from '../../compiler/typescript.js';
import type { Questions } from '../questions.js';

/** What a statement in SQL does to tables, as far as its text says. */
export interface SqlAccess {
  /** `upsert`: it writes, and settles by itself what is to be done about a row that is there already. */
  kind: 'read' | 'write' | 'upsert' | 'begin' | 'other';
  tables: ReadonlySet<string>;
}

/** Reads a statement's text. */
export function sqlAccess(text: string): SqlAccess {
  const sql = text.replace(/--.*$/gm, ' ').trim();
  const named = /\b(?:from|join|into|update)\s+(?:or\s+\w+\s+)?["`[]?(\w+)/gi;
  const tables = new Set([...sql.matchAll(named)].map(([, table = '']) => table.toLowerCase()));
  if (/^(?:begin|savepoint)\b/i.test(sql)) return { kind: 'begin', tables };
  const settlesItself = /\bon\s+conflict\b|^insert\s+or\s|^replace\b/i.test(sql);
  if (/\b(?:insert|update|delete)\b/i.test(sql)) return { kind: settlesItself ? 'upsert' : 'write', tables };
  return { kind: /^(?:select|with)\b/i.test(sql) ? 'read' : 'other', tables };
}

/**
 * The text of the statement that a call runs: an argument of it, or of the call that made what it is called on, in the same
 * expression or where the variable or field it stands in got its value.
 */
export function sqlOf(call: ts.CallExpression, ask: Questions): string | undefined {
  const own = textIn(call, ask);
  if (own !== undefined) return own;
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression) ? madeFrom(expression.expression, ask, 3) : undefined;
}

/** @param steps how many variables the text may stand behind */
function madeFrom(value: ts.Expression, ask: Questions, steps: number): string | undefined {
  if (ts.isCallExpression(value)) return sqlOf(value, ask);
  if (ts.isParenthesizedExpression(value) || ts.isNonNullExpression(value) || ts.isAwaitExpression(value))
    return madeFrom(value.expression, ask, steps);
  if (steps === 0 || !(ts.isIdentifier(value) || ts.isPropertyAccessExpression(value))) return undefined;
  const given = valueOf(value, ask);
  return given && madeFrom(given, ask, steps - 1);
}

function textIn({ arguments: given }: ts.CallExpression, ask: Questions): string | undefined {
  const [first] = given;
  if (!first) return undefined;
  const value = ts.isIdentifier(first) ? (valueOf(first, ask) ?? first) : first;
  if (ts.isStringLiteralLike(value)) return value.text;
  return ts.isTemplateExpression(value) ? value.getText().slice(1, -1) : undefined;
}

/** What a variable or field is given where it is declared, or by its class's constructor. */
export function valueOf(
  name: ts.Identifier | ts.PropertyAccessExpression,
  ask: Questions,
): ts.Expression | undefined {
  const symbol = ask.symbol(ts.isIdentifier(name) ? name : name.name);
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return undefined;
  const declares =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration);
  if (declares && declaration.initializer) return declaration.initializer;
  if (!ts.isPropertyDeclaration(declaration)) return undefined;
  const constructor = declaration.parent.members.find(ts.isConstructorDeclaration);
  for (const statement of constructor?.body?.statements ?? []) {
    const assigned = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    if (!assigned || !ts.isBinaryExpression(assigned) || !ts.isPropertyAccessExpression(assigned.left))
      continue;
    if (ask.symbol(assigned.left.name) === symbol) return assigned.right;
  }
  return undefined;
}
