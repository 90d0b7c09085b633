import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import type { Questions } from '../questions.js';
import { namesIn } from '../variables.js';
import { mockedModule, moduleMockedBeside, type MockedModule } from './mocked-modules.js';

/**
 * What a value stands for by where it is put: a parameter, a typed variable, a member of an object that stands for a
 * typed one, an export of a module that is mocked. A variable stands for what its uses do.
 */
export function mockedMembers(node: ts.Expression, ask: Questions): Callable[] {
  return [...new Set(new Places(ask).typesAt(node, []).flatMap((type) => ask.callables(type)))];
}

/** What a variable stands for that is taken out of an object: `find` of `const { find } = vi.hoisted(…)`. */
export function takenOut({ name }: ts.BindingElement, ask: Questions): Callable[] {
  const types = ts.isIdentifier(name) ? new Places(ask).typesOfUses(name, []) : [];
  return [...new Set(types.flatMap((type) => ask.callables(type)))];
}

/** What a member stands for of an object that a variable holds: `repo.find`, where `repo` is given as a `Repo`. */
export function memberOfVariable(node: ts.PropertyAccessExpression, ask: Questions): Callable[] {
  const path = [node.name.text];
  let holder = node.expression;
  for (; ts.isPropertyAccessExpression(holder); holder = holder.expression) path.unshift(holder.name.text);
  const declaration = ts.isIdentifier(holder) ? ask.symbol(holder)?.valueDeclaration : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.type) return [];
  const { initializer, name } = declaration;
  const made =
    initializer &&
    ts.isIdentifier(name) &&
    (ts.isObjectLiteralExpression(initializer) || isHoisted(initializer));
  if (!made) return [];
  return [...new Set(new Places(ask).typesOfUses(name, path).flatMap((type) => ask.callables(type)))];
}

/** Follows a value from place to place, outwards from where it is written. */
class Places {
  readonly #ask: Questions;
  readonly #seen = new Set<ts.Node>();

  constructor(ask: Questions) {
    this.#ask = ask;
  }

  /** The types that the member at a path of a value stands for; with no path, the value itself. */
  typesAt(node: ts.Expression, path: readonly string[]): ts.Type[] {
    if (this.#seen.has(node)) return [];
    this.#seen.add(node);
    const expected = this.#member(this.#ask.expectedType(node), path);
    const own = expected && this.#ask.callables(expected).length > 0 ? [expected] : [];
    return [...own, ...this.#behind(node, path)];
  }

  #behind(node: ts.Expression, path: readonly string[]): ts.Type[] {
    const { parent } = node;
    if (ts.isAwaitExpression(parent)) return this.typesAt(parent, path);
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
      return parent.name.text === path[0] ? this.typesAt(parent, path.slice(1)) : [];
    if (ts.isAsExpression(parent) || ts.isParenthesizedExpression(parent)) {
      const type = ts.isAsExpression(parent) ? this.#member(this.#ask.type(parent.type), path) : undefined;
      return [...(type ? [type] : []), ...this.typesAt(parent, path)];
    }
    if (ts.isBinaryExpression(parent)) {
      if (parent.right !== node) return [];
      const type = this.#member(this.#ask.type(parent.left), path);
      const uses = ts.isIdentifier(parent.left) ? this.typesOfUses(parent.left, path) : [];
      return [...(type ? [type] : []), ...uses];
    }
    if (
      ts.isPropertyAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent)
    ) {
      if (!ts.isObjectLiteralExpression(parent.parent)) return [];
      const { name } = parent;
      const known = ts.isIdentifier(name) || ts.isStringLiteral(name);
      return known ? this.typesAt(parent.parent, [name.text, ...path]) : [];
    }
    if (ts.isVariableDeclaration(parent)) return this.#ofVariable(parent, node, path);
    return this.#returned(node, path);
  }

  #ofVariable(declaration: ts.VariableDeclaration, node: ts.Expression, path: readonly string[]): ts.Type[] {
    const { name, initializer, type } = declaration;
    if (initializer !== node || type) return [];
    if (ts.isIdentifier(name)) {
      const beside = moduleMockedBeside(declaration, this.#ask);
      return [
        ...(beside ? this.#ofModule(beside, [name.text, ...path]) : []),
        ...this.typesOfUses(name, path),
      ];
    }
    if (!ts.isObjectBindingPattern(name)) return [];
    const [first, ...rest] = path;
    const element = name.elements.find((one) => (one.propertyName ?? one.name).getText() === first);
    return element && ts.isIdentifier(element.name) ? this.typesOfUses(element.name, rest) : [];
  }

  /** The types that the member at a path stands for of what a variable holds, where the variable is used. */
  typesOfUses(variable: ts.Identifier, path: readonly string[]): ts.Type[] {
    return namesIn(variable.getSourceFile(), variable, this.#ask).flatMap((use) => {
      let at: ts.Expression = use;
      let left = path;
      for (
        let { parent } = at;
        ts.isPropertyAccessExpression(parent) && parent.expression === at && parent.name.text === left[0];
        { parent } = at
      ) {
        at = parent;
        left = left.slice(1);
      }
      const member = ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at;
      return member ? [] : this.typesAt(at, left);
    });
  }

  /** A value that a function gives back: the exports of a mocked module, what `vi.hoisted` hands on, or what its calls give. */
  #returned(node: ts.Expression, path: readonly string[]): ts.Type[] {
    let at: ts.Node = node.parent;
    while (ts.isReturnStatement(at) || ts.isBlock(at)) at = at.parent;
    const call = at.parent;
    if (!ts.isFunctionLike(at) || (ts.isBlock(node.parent) && node.parent.parent === at)) return [];
    const name = nameOf(at);
    if (name) return this.#ofCalls(name, path);
    if (!ts.isCallExpression(call)) return [];
    if (isHoisted(call)) return this.typesAt(call, path);
    const module = call.arguments[1] === at ? mockedModule(call, this.#ask) : undefined;
    return module ? this.#ofModule(module, path) : [];
  }

  #ofCalls(name: ts.Identifier, path: readonly string[]): ts.Type[] {
    return namesIn(name.getSourceFile(), name, this.#ask).flatMap((use) => {
      const call = use.parent;
      return ts.isCallExpression(call) && call.expression === use ? this.typesAt(call, path) : [];
    });
  }

  #ofModule(module: MockedModule, [name, ...path]: readonly string[]): ts.Type[] {
    const type = name === undefined ? undefined : this.#member(module.typeOf(name), path);
    return type ? [type] : [];
  }

  #member(type: ts.Type | undefined, path: readonly string[]): ts.Type | undefined {
    let found = type;
    for (const name of path) {
      const symbol = found && this.#ask.member(found, name)?.symbol;
      found = symbol && this.#ask.checker.getTypeOfSymbol(symbol);
    }
    return found;
  }
}

/** What a function is called by: its own name, or that of the constant it is. */
function nameOf(fn: ts.Node): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(fn)) return fn.name;
  const { parent } = fn;
  const isConstant = ts.isVariableDeclaration(parent) && parent.initializer === fn;
  return isConstant && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** `vi.hoisted(() => …)`, which gives what its function gives. */
function isHoisted(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === 'vi.hoisted';
}
