import { loadedBy, madeRequires } from '../compiler/required-modules.js';
import { libraryFolder, ts } from '../compiler/typescript.js';

/** What a file has that loads a module by a call, and what it takes the module for. */
export interface Load {
  call: ts.CallExpression;
  /** All that the module exports, or the one thing that it exports; nothing where no type tells. */
  shape: 'exports' | 'one export' | undefined;
  /** Whether it is CommonJS's own `require`, and none that the file has made. */
  isCommonJs: boolean;
  /** Whether TypeScript, which does not follow it, takes it for `any`. */
  isAny: boolean;
}

/** How a file loads the module that is named there by a call of `require` or its like, if TypeScript sees no import in it. */
export function loadOf(specifier: ts.StringLiteralLike, checker: ts.TypeChecker): Load | undefined {
  const call = loadingCall(specifier);
  if (!call) return undefined;
  const value = covered(call);
  const isTyped = value !== call || expectedBy(value, checker) !== undefined;
  return {
    call,
    shape: shapeOf(call, checker),
    isCommonJs: isCommonJs(call),
    isAny: !isTyped && !isScript(call) && !ts.isPropertyAccessExpression(call.expression),
  };
}

/** The call that loads the module which is named there, but for `require` in CommonJS's own language. */
export function loadingCall(specifier: ts.StringLiteralLike): ts.CallExpression | undefined {
  const call = specifier.parent;
  const isCall = ts.isCallExpression(call) && loadedBy(call, specifier.getSourceFile()) === specifier;
  return isCall && !(isScript(call) && isCommonJs(call)) ? call : undefined;
}

function isScript(node: ts.Node): boolean {
  return /\.[cm]?jsx?$/.test(node.getSourceFile().fileName);
}

/** Whether a call is one of CommonJS's own `require`, and of none that the file has made. */
function isCommonJs(call: ts.CallExpression): boolean {
  const { expression } = call;
  return ts.isIdentifier(expression) && !madeRequires(call.getSourceFile()).has(expression.text);
}

/**
 * What a call loads, as far as a type tells: its own, the one it is given, or that of the names for it. */
function shapeOf(call: ts.CallExpression, checker: ts.TypeChecker): Load['shape'] {
  const value = covered(call);
  const names = namesFor(value);
  const written = [
    ...(value === call ? [] : [checker.getTypeAtLocation(value)]),
    expectedBy(value, checker),
  ].filter((type) => type !== undefined);
  if (!written.every((type) => leadsOn(type, checker))) return writtenShape(written);
  const all = [
    checker.getTypeAtLocation(call),
    ...written,
    ...names.map((name) => checker.getTypeAtLocation(name)),
  ];
  const type = all.find((one) => leadsOn(one, checker));
  if (!type) return undefined;
  const isTaken = names.some((name) => ts.isBindingElement(name.parent));
  return isTaken || isModule(checker.getNonNullableType(type)) ? 'exports' : 'one export';
}

/** What a type of the project's own that is written for a module says of it: `new (path: string) => Db`, `{ Database: … }`. */
function writtenShape(written: readonly ts.Type[]): Load['shape'] {
  const type = written.findLast(({ flags }) => (flags & ts.TypeFlags.Object) !== 0);
  if (!type) return undefined;
  return type.getConstructSignatures().length > 0 || type.getCallSignatures().length > 0
    ? 'one export'
    : 'exports';
}

/** Whether a type is a module's, or has to do with a library's. */
function leadsOn(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0)
    return false;
  if (type.isUnion()) return type.types.some((one) => leadsOn(one, checker));
  const bare = checker.getNonNullableType(type);
  const made = bare.getConstructSignatures().map((signature) => signature.getReturnType());
  return isModule(bare) || [bare, ...made].some(({ symbol }) => isDeclared(symbol));
}

function isModule({ symbol }: ts.Type): boolean {
  return (((symbol as ts.Symbol | undefined)?.flags ?? 0) & ts.SymbolFlags.ValueModule) !== 0;
}

function isDeclared(symbol: ts.Symbol | undefined): boolean {
  return (
    symbol?.declarations
      ?.map((one) => one.getSourceFile())
      .some(({ isDeclarationFile, fileName }) => isDeclarationFile && !fileName.startsWith(libraryFolder)) ??
    false
  );
}

/** What is wanted where a value stands. A pattern wants nothing: it takes what there is. */
function expectedBy(value: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  const { parent } = value;
  return ts.isVariableDeclaration(parent) && !parent.type ? undefined : checker.getContextualType(value);
}

/** The names that a declaration has for what is loaded, or takes from it. */
function namesFor(value: ts.Expression): ts.Node[] {
  if (!ts.isVariableDeclaration(value.parent)) return [];
  const { name } = value.parent;
  return ts.isObjectBindingPattern(name) ? name.elements.map((element) => element.name) : [name];
}

/** A call with all that stands around it and is the same value. */
export function covered(call: ts.CallExpression): ts.Expression {
  let value: ts.Expression = call;
  while (isCover(value.parent)) value = value.parent;
  return value;
}

/** A value without what stands around it. */
export function bare(value: ts.Expression): ts.Expression {
  return isCover(value) ? bare(value.expression) : value;
}

/** What stands around a value and is the value. */
function isCover(
  node: ts.Node,
): node is ts.AsExpression | ts.SatisfiesExpression | ts.ParenthesizedExpression | ts.NonNullExpression {
  return (
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node)
  );
}
