import { ts } from '../../compiler/typescript.js';
import type { Questions } from '../questions.js';
import { valueOf } from './sql-texts.js';

/** A connection, as code names it. */
export interface Handle {
  /** What stands for the connection itself, however many names it has: a variable, a parameter, a field, what gives it. */
  key: ts.Symbol;
  /** `db`, `this.#db` */
  name: ts.Identifier | ts.PropertyAccessExpression;
  type: ts.Symbol;
  /** Whether it is there wherever it can be named: not one that may be nothing until somebody looks. */
  isCertain: boolean;
}

/** The types of connections. */
export interface ConnectionTypes {
  has(type: ts.Symbol): boolean;
}

/** One link of a chain: a method that is called, or a property. */
export interface Link {
  name: string;
  call?: ts.CallExpression;
}

/** A call's statement as a chain: the connection it begins at, and the links behind that, the last first. */
export interface Chain {
  handle: Handle;
  links: readonly Link[];
}

/** The chain that a call ends, through the variables and fields where parts of it are kept, if a connection begins it. */
export function chainOf(call: ts.CallExpression, types: ConnectionTypes, ask: Questions): Chain | undefined {
  const links: Link[] = [];
  let at: ts.Expression | undefined = call;
  for (let steps = 0; at && steps < 40; steps += 1) {
    const handle = asHandle(at, types, ask);
    if (handle) return { handle, links };
    const value: ts.Expression = at;
    const called = ts.isCallExpression(value) ? value.expression : value;
    if (ts.isPropertyAccessExpression(called) && called.expression.kind !== ts.SyntaxKind.ThisKeyword) {
      links.push({ name: called.name.text, ...(ts.isCallExpression(value) && { call: value }) });
      at = bare(called.expression);
    } else at = isName(value) ? valueOf(value, ask) : undefined;
  }
  return undefined;
}

/** The connection that an expression names, if it does. */
export function asHandle(value: ts.Expression, types: ConnectionTypes, ask: Questions): Handle | undefined {
  if (!isName(value)) return undefined;
  const type = connectionIn(ask.type(value), types);
  const key = type && keyOf(value, ask);
  if (!type || !key) return undefined;
  const symbol = ask.symbol(ts.isIdentifier(value) ? value : value.name);
  const declared = symbol && ask.checker.getTypeOfSymbol(symbol);
  const isCertain =
    symbol !== undefined &&
    declared !== undefined &&
    connectionIn(declared, types) === type &&
    isGiven(symbol, value, ask);
  return { key, name: value, type, isCertain };
}

/** Whether a variable or field has its value from its declaration or its object's beginning on: not once somebody sets it. */
function isGiven(symbol: ts.Symbol, name: Handle['name'], ask: Questions): boolean {
  const declaration = symbol.valueDeclaration;
  if (!declaration) return false;
  return ts.isParameter(declaration) || ts.isBindingElement(declaration) || valueOf(name, ask) !== undefined;
}

/** The type of connections that a type is, alone or with more members. */
function connectionIn(given: ts.Type, types: ConnectionTypes): ts.Symbol | undefined {
  const parts = given.isIntersection() ? given.types : [given];
  return (
    parts
      // The type of a class itself has the class's symbol too.
      .map((part) => (part.getConstructSignatures().length === 0 ? part.getSymbol() : undefined))
      .find((symbol) => symbol && types.has(symbol))
  );
}

/** What a name stands for: the variable, field or function at the other end of the constants between. */
function keyOf(name: Handle['name'], ask: Questions): ts.Symbol | undefined {
  const symbol = ask.symbol(ts.isIdentifier(name) ? name : name.name);
  const declaration = symbol?.valueDeclaration;
  const isConstant =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const initial = isConstant ? declaration.initializer : undefined;
  if (initial && isName(initial)) return keyOf(initial, ask);
  const gives =
    initial &&
    ts.isCallExpression(initial) &&
    initial.arguments.length === 0 &&
    ts.isIdentifier(initial.expression);
  return (gives ? ask.symbol(initial.expression) : undefined) ?? symbol;
}

/** A variable, or a field of `this`: what stands for the same wherever it can be written. */
function isName(value: ts.Expression): value is Handle['name'] {
  if (ts.isIdentifier(value)) return true;
  return ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword;
}

function bare(value: ts.Expression): ts.Expression {
  let at = value;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAwaitExpression(at))
    at = at.expression;
  return at;
}
