import { ts } from '../compiler/typescript.js';
import { isConstant, isStable } from './inert.js';
import type { NamedClass } from './class-uses.js';
import type { Questions } from './questions.js';
import { isAssigned } from './write-targets.js';

/** A class taken apart into what runs while an object of it is made. */
export interface ClassParts {
  node: NamedClass;
  typescript: boolean;
  implementation: (ts.ConstructorDeclaration & { body: ts.Block }) | undefined;
  overloads: readonly ts.ConstructorDeclaration[];
  parameters: readonly ts.ParameterDeclaration[];
  statements: readonly ts.Statement[];
  /** The place of the statement that calls `super`, -1 where there is none. */
  superAt: number;
  /** Fields of the object, not of the class. */
  fields: readonly ts.PropertyDeclaration[];
  extended: boolean;
}

export function classParts(node: NamedClass): ClassParts {
  const constructors = node.members.filter(ts.isConstructorDeclaration);
  const implementation = constructors.find((one): one is ts.ConstructorDeclaration & { body: ts.Block } =>
    Boolean(one.body),
  );
  const statements = implementation?.body.statements ?? [];
  return {
    node,
    typescript: (node.flags & ts.NodeFlags.JavaScriptFile) === 0,
    implementation,
    overloads: constructors.filter((one) => one !== implementation),
    parameters: implementation?.parameters ?? [],
    statements,
    superAt: statements.findIndex((statement) => [...ownNodes(statement)].some(isSuperCall)),
    fields: node.members
      .filter(ts.isPropertyDeclaration)
      .filter((field) => !hasModifier(field, ts.SyntaxKind.StaticKeyword)),
    extended: node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) ?? false,
  };
}

function isSuperCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((one) => one.kind === kind) ?? false);
}

export function isParameterProperty(parameter: ts.ParameterDeclaration): boolean {
  return ts.isParameterPropertyDeclaration(parameter, parameter.parent);
}

/** The nodes in which `this` and `return` mean what they mean around: arrow functions are looked into, others are not. */
export function* ownNodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    const closed = (ts.isFunctionLike(child) && !ts.isArrowFunction(child)) || ts.isClassLike(child);
    if (!closed) yield* ownNodes(child);
  }
}

/** Whether something around a node, up to another node, is an arrow function. */
export function isInArrow(node: ts.Node, within: ts.Node): boolean {
  for (let at = node; at !== within; at = at.parent) if (ts.isArrowFunction(at)) return true;
  return ts.isArrowFunction(within);
}

/** All identifiers in some nodes, functions included. */
export function identifiersIn(nodes: readonly ts.Node[]): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return found;
}

/** Whether nodes use what other nodes declare. */
export function usesDeclaredIn(
  users: readonly ts.Node[],
  declaring: readonly ts.Node[],
  ask: Questions,
): boolean {
  return identifiersIn(users).some((name) =>
    (ask.symbol(name)?.declarations ?? []).some((declaration) =>
      declaring.some(
        (node) =>
          node.getSourceFile() === declaration.getSourceFile() &&
          node.pos <= declaration.pos &&
          declaration.end <= node.end,
      ),
    ),
  );
}

/** The parameters that nodes name. */
export function parametersIn(
  nodes: readonly ts.Node[],
  parameters: readonly ts.ParameterDeclaration[],
  ask: Questions,
): Set<ts.ParameterDeclaration> {
  const found = new Set<ts.ParameterDeclaration>();
  for (const name of identifiersIn(nodes)) {
    const parameter = parameterOf(name, parameters, ask);
    if (parameter) found.add(parameter);
  }
  return found;
}

/** The parameters that nodes give other values. */
export function parametersWrittenIn(
  nodes: readonly ts.Node[],
  parameters: readonly ts.ParameterDeclaration[],
  ask: Questions,
): Set<ts.ParameterDeclaration> {
  const writes = identifiersIn(nodes).filter(isAssigned);
  return new Set(writes.flatMap((name) => parameterOf(name, parameters, ask) ?? []));
}

export function parameterOf(
  name: ts.Identifier,
  parameters: readonly ts.ParameterDeclaration[],
  ask: Questions,
): ts.ParameterDeclaration | undefined {
  const declarations = ask.symbol(name)?.declarations ?? [];
  return parameters.find((parameter) =>
    declarations.some((declaration) => parameter.pos <= declaration.pos && declaration.end <= parameter.end),
  );
}

/** Whether a field's initial value is the same whenever it is worked out, and working it out does nothing else. */
export function isStableField(field: ts.PropertyDeclaration, ask: Questions): boolean {
  return !field.initializer || isStable(field.initializer, (name) => isConstant(name, ask));
}

/** The field that `this.f`, `this.#f` or `this['f']` names. */
export function fieldNamed(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
    return node.name.text;
  }
  return undefined;
}

/** The field a statement `this.f = value;` sets. */
export function fieldAssignment(
  statement: ts.Statement,
): { name: string; target: ts.PropertyAccessExpression; value: ts.Expression } | undefined {
  const assignment = ts.isExpressionStatement(statement) ? statement.expression : undefined;
  if (!assignment || !ts.isBinaryExpression(assignment)) return undefined;
  if (assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const name = fieldNamed(assignment.left);
  if (name === undefined || !ts.isPropertyAccessExpression(assignment.left)) return undefined;
  return { name, target: assignment.left, value: assignment.right };
}
