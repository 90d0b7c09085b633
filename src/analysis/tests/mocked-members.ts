import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import type { Questions } from '../questions.js';
import { namesIn } from '../variables.js';

/**
 * What a value stands for by where it is put: a parameter, a typed variable, a member of an object that stands for a
 * typed one, an export of a module that is mocked. A variable stands for what its uses do.
 */
export function mockedMembers(node: ts.Expression, ask: Questions): Callable[] {
  const { parent } = node;
  if (
    ts.isVariableDeclaration(parent) &&
    parent.initializer === node &&
    !parent.type &&
    ts.isIdentifier(parent.name)
  ) {
    return namesIn(node.getSourceFile(), parent.name, ask).flatMap((use) => membersAt(use, ask));
  }
  return membersAt(node, ask);
}

function membersAt(node: ts.Expression, ask: Questions): Callable[] {
  const expected = ask.expectedType(node);
  const direct = expected ? ask.callables(expected) : [];
  return direct.length > 0 ? direct : throughObject(node, ask);
}

/** The member a value becomes of an object that is given another type, or that stands for a module. */
function throughObject(node: ts.Expression, ask: Questions): Callable[] {
  const { parent } = node;
  const assigned = ts.isBinaryExpression(parent) && parent.right === node ? parent.left : undefined;
  if (assigned) return ask.callables(ask.type(assigned));
  const property =
    ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) ? parent : undefined;
  if (!property || !ts.isObjectLiteralExpression(property.parent)) return [];
  const name =
    ts.isIdentifier(property.name) || ts.isStringLiteral(property.name) ? property.name.text : undefined;
  if (name === undefined) return [];
  const type = castOf(property.parent, ask);
  if (type) return ask.member(type, name)?.callables ?? [];
  const held = property.parent.parent;
  if (ts.isVariableDeclaration(held) && !held.type && ts.isIdentifier(held.name))
    return memberOfUses(held.name, name, ask);
  const member = mockedModule(property.parent, ask)?.find((one) => one.name === name);
  return member ? ask.callables(ask.checker.getTypeOfSymbol(member)) : [];
}

/** The member by a name of what an object of a variable stands for where the variable is used. */
function memberOfUses(variable: ts.Identifier, name: string, ask: Questions): Callable[] {
  return namesIn(variable.getSourceFile(), variable, ask).flatMap((use) => {
    const expected = ask.expectedType(use);
    return (expected && ask.member(expected, name)?.callables) ?? [];
  });
}

/** What a member stands for of an object that a variable holds: `repo.find`, where `repo` is given as a `Repo`. */
export function memberOfVariable(node: ts.PropertyAccessExpression, ask: Questions): Callable[] {
  const variable = ts.isIdentifier(node.expression)
    ? ask.symbol(node.expression)?.valueDeclaration
    : undefined;
  if (!variable || !ts.isVariableDeclaration(variable) || variable.type || !ts.isIdentifier(variable.name))
    return [];
  const { initializer } = variable;
  return initializer && ts.isObjectLiteralExpression(initializer)
    ? memberOfUses(variable.name, node.name.text, ask)
    : [];
}

/** The type an object is cast to: of `{} as unknown as Repo`, Repo. */
function castOf(node: ts.Expression, ask: Questions): ts.Type | undefined {
  let type: ts.Type | undefined;
  for (
    let at: ts.Node = node.parent;
    ts.isAsExpression(at) || ts.isParenthesizedExpression(at);
    at = at.parent
  ) {
    if (ts.isAsExpression(at)) type = ask.type(at.type);
  }
  return type;
}

/** The exports of the module that a factory's object stands for: `vi.mock('./repo.js', () => ({ … }))`. */
function mockedModule(node: ts.ObjectLiteralExpression, ask: Questions): ts.Symbol[] | undefined {
  const factory = ts.findAncestor(node, ts.isFunctionLike);
  const call = factory?.parent;
  if (!factory || !call || !ts.isCallExpression(call) || call.arguments[1] !== factory) return undefined;
  if (!/^(?:vi|jest)\.(?:mock|doMock)$/.test(call.expression.getText())) return undefined;
  if (returned(node) !== factory) return undefined;
  const [module] = call.arguments;
  if (!module || !ts.isStringLiteralLike(module)) return undefined;
  const { imports = [] } = node.getSourceFile() as ts.SourceFile & {
    imports?: readonly ts.StringLiteralLike[];
  };
  const specifier = imports.find(({ text }) => text === module.text);
  const symbol = specifier && ask.checker.getSymbolAtLocation(specifier);
  return symbol && ask.checker.getExportsOfModule(symbol);
}

/** The function that gives back an expression as it is. */
function returned(node: ts.Expression): ts.Node {
  let at: ts.Node = node.parent;
  while (ts.isParenthesizedExpression(at) || ts.isReturnStatement(at) || ts.isBlock(at)) at = at.parent;
  return at;
}
