import { ts } from '../compiler/typescript.js';
import type { Range } from '../plan/plan.js';
import type { FunctionWithBody } from './callables.js';
import { boundNames, hasDefaults, isFixed, mayAwait } from './default-expressions.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { Seeds } from './seeds.js';
import { isWriteTarget } from './write-targets.js';

/** A parameter that gets its default, or is taken apart, in the body: in the form of the step that does it. */
export interface MovedParameter {
  /** Which of the function's parameters it is. */
  index: number;
  parameter: Range;
  target: Range;
  type?: Range;
  /** The default, if it moves. */
  initializer?: Range;
  /** What the parameter is called instead, its own name being that of a variable in the body. */
  proposedName?: string;
  keyword?: 'const' | 'let';
  /** The type written where there was none. */
  declared?: string;
  /** How the parameter says that it may be left out. */
  absent: 'question-mark' | 'undefined' | 'default' | 'nothing';
}

interface MovesContext {
  ask: Questions;
  seeds: Seeds;
}

/** What has to be done to the parameters of one function for their defaults to be evaluated in its body, in order. */
export class ParameterMoves {
  readonly #fn: FunctionWithBody;
  readonly #ask: Questions;
  readonly #seeds: Seeds;
  readonly #typed: boolean;

  constructor(fn: FunctionWithBody, { ask, seeds }: MovesContext) {
    this.#fn = fn;
    this.#ask = ask;
    this.#seeds = seeds;
    this.#typed = (fn.flags & ts.NodeFlags.JavaScriptFile) === 0;
  }

  /** The parameters that move when the one at an index does: later ones would otherwise be evaluated before it. */
  from(first: number): MovedParameter[] {
    return this.#moving(first).map((parameter) => this.#move(parameter, first));
  }

  /** Why they cannot move, if so: what to do instead. */
  refusal(first: number): string | undefined {
    const moving = this.#moving(first);
    for (const parameter of moving) {
      if (parameter.dotDotDotToken || ts.getDecorators(parameter)?.length)
        return 'move the default into the body of the function';
      const shadowed = this.#shadowed(parameter);
      if (shadowed !== undefined)
        return `${shadowed} is something else in the body of the function; rename it there`;
      if (
        this.#typed &&
        !parameter.type &&
        !this.#isContextual(parameter) &&
        this.#typeText(parameter) === undefined
      )
        return 'declare the type of the parameter';
    }
    if (usesArguments(this.#fn.body))
      return '`arguments` would change with the parameter; take the rest of the parameters by name';
    return undefined;
  }

  #moving(first: number): ts.ParameterDeclaration[] {
    return this.#fn.parameters.filter((parameter, index) => {
      if (index < first) return false;
      if (index === first || hasDefaults(parameter.name)) return true;
      return parameter.initializer !== undefined && !isFixed(parameter.initializer);
    });
  }

  #move(parameter: ts.ParameterDeclaration, first: number): MovedParameter {
    const { name, initializer, type } = parameter;
    const index = this.#fn.parameters.indexOf(parameter);
    const isPattern = !ts.isIdentifier(name);
    // Before a pattern is taken apart the default of the whole is in place, which may be left where it is.
    const stays =
      initializer !== undefined &&
      isPattern &&
      (isFixed(initializer) || (index === first && !mayAwait(initializer)));
    const variable = isPattern || (this.#typed && this.#isCaptured(name));
    const moves = initializer !== undefined && !stays;
    const declared =
      this.#typed && !type && !this.#isContextual(parameter) ? this.#typeText(parameter) : undefined;
    return {
      index,
      parameter: rangeOf(parameter),
      target: rangeOf(name),
      ...(type && { type: rangeOf(type) }),
      ...(moves && { initializer: rangeOf(initializer) }),
      ...(variable && { proposedName: proposed(name), keyword: this.#isAssigned(name) ? 'let' : 'const' }),
      ...(declared !== undefined && { declared }),
      absent: stays ? 'default' : moves && this.#typed ? this.#absence(index) : 'nothing',
    };
  }

  /** A required parameter cannot follow one with a question mark. */
  #absence(index: number): MovedParameter['absent'] {
    const own = this.#fn.parameters[index];
    if (own && !own.type && this.#isContextual(own)) return 'nothing';
    const required = this.#fn.parameters
      .slice(index + 1)
      .some((other) => !other.questionToken && !other.dotDotDotToken && !other.initializer);
    return required ? 'undefined' : 'question-mark';
  }

  /** Whether a parameter's type comes from where the function is expected. */
  #isContextual(parameter: ts.ParameterDeclaration): boolean {
    const fn = this.#fn;
    if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
    const signatures = this.#ask.expectedType(fn)?.getCallSignatures() ?? [];
    const at = fn.parameters.indexOf(parameter);
    return signatures.some(({ parameters }) => {
      const last = parameters.at(-1)?.valueDeclaration;
      return at < parameters.length || (last && ts.isParameter(last) && last.dotDotDotToken !== undefined);
    });
  }

  /** The type of a parameter that declares none, if it can be written here and stays what it is. */
  #typeText(parameter: ts.ParameterDeclaration): string | undefined {
    const { checker } = this.#ask;
    const type = this.#ask.type(parameter.name);
    const moved = [type.symbol as ts.Symbol | undefined, type.aliasSymbol];
    if (moved.some((symbol) => symbol && this.#seeds.moves.has(symbol))) return undefined;
    const text = checker.typeToString(type, this.#fn, ts.TypeFormatFlags.NoTruncation);
    return /\bimport\(|\bthis\b/.test(text) ? undefined : text;
  }

  /** A name in what moves that means something else in the body. */
  #shadowed(parameter: ts.ParameterDeclaration): string | undefined {
    const { locals } = this.#fn as { locals?: ts.SymbolTable };
    const find = (node: ts.Node): string | undefined => {
      if (ts.isIdentifier(node)) {
        const inBody = locals?.get(node.escapedText);
        const own = this.#ask.localSymbol(node);
        const isParameter = inBody?.declarations?.some((one) => isInParameters(one, this.#fn));
        if (inBody && !isParameter && !isMemberName(node) && own !== inBody) return node.text;
      }
      return ts.forEachChild(node, find);
    };
    return find(parameter);
  }

  /** Whether a function inside the body, or in a default that moves there, uses a name: there the type checker does not see that it has been set. */
  #isCaptured(name: ts.Identifier): boolean {
    const symbol = this.#ask.localSymbol(name);
    const uses = (node: ts.Node, nested: boolean): boolean => {
      if (ts.isIdentifier(node)) return nested && this.#ask.localSymbol(node) === symbol;
      const inside = nested || ts.isFunctionLike(node) || ts.isClassLike(node);
      return ts.forEachChild(node, (child) => uses(child, inside)) ?? false;
    };
    return [this.#fn.body, ...this.#fn.parameters].some((part) => uses(part, false));
  }

  #isAssigned(name: ts.BindingName): boolean {
    const symbols = new Set(boundNames(name).map((one) => this.#ask.localSymbol(one)));
    const assigns = (node: ts.Node): boolean =>
      (ts.isIdentifier(node) && isWriteTarget(node) && symbols.has(this.#ask.localSymbol(node))) ||
      (ts.forEachChild(node, assigns) ?? false);
    return assigns(this.#fn.body);
  }
}

/** A name that is looked up in an object. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

function isInParameters(node: ts.Node, fn: FunctionWithBody): boolean {
  return fn.parameters.some((parameter) => parameter.pos <= node.pos && node.end <= parameter.end);
}

function usesArguments(node: ts.Node): boolean {
  if (ts.isIdentifier(node) && node.text === 'arguments') return true;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return false;
  return ts.forEachChild(node, usesArguments) ?? false;
}

function proposed(name: ts.BindingName): string {
  if (!ts.isIdentifier(name)) return ts.isObjectBindingPattern(name) ? 'options' : 'items';
  return `given${name.text.charAt(0).toUpperCase()}${name.text.slice(1)}`;
}
