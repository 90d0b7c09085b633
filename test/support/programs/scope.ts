import type { Choices } from './choices.js';

/** The types that expressions of generated programs have. */
export type Kind = 'number' | 'string';

/** An expression: `primary` if a member can be taken of it without parentheses. */
export interface Expression {
  text: string;
  primary: boolean;
}

/** A name that has a value. */
export interface Variable {
  name: string;
  kind: Kind;
  mutable: boolean;
}

/** What a parameter takes: a number, a function of numbers, or a function without parameters of the result's kind. */
export type Parameter = 'number' | 'function' | 'thunk';

/** Something that can be called. */
export interface Callable {
  parameters: readonly Parameter[];
  /**
   * `any`: what its thunk returns; `numbers`: something to iterate over, of at most four numbers; `later`: a promise of a
   * number.
   */
  returns: Kind | 'any' | 'numbers' | 'later';
  /** How many database calls one call of it makes, at most. */
  cost: number;
  /** The call, given its arguments. */
  call: (scope: Scope, args: readonly string[]) => string;
  /** The function as a value, if its parameters are one number and it needs no `this`. */
  value?: (scope: Scope) => string;
  /** It is reached through `this` or `super`. */
  needsThis?: boolean;
}

/** What an expression or statement can use where it stands. */
export interface Scope {
  choices: Choices;
  /** Gives the name by which the file calls something another module exports, and imports it. */
  use: (module: string, name: string) => string;
  /** Gives a name that nothing else in the program has. */
  fresh: (prefix: string) => string;
  variables: readonly Variable[];
  callables: readonly Callable[];
  /** Database calls the function around may still make, and how often the place is reached in one call of it. */
  budget: { spent: number; limit: number };
  times: number;
  /** What `return` gives, if it may stand here. */
  result?: Kind;
  /** The labels of the loops around, the innermost last; `''` where it has none. */
  loops: readonly string[];
  /** Whether the program's modules can await. */
  awaits: boolean;
}

/** Takes database calls from the budget. @returns whether there were enough */
export function afford(scope: Scope, cost: number): boolean {
  const wanted = cost * scope.times;
  if (scope.budget.spent + wanted > scope.budget.limit) return false;
  scope.budget.spent += wanted;
  return true;
}

/** A scope in which statements can declare more. */
export function inside(scope: Scope, changes: Partial<Scope> = {}): Scope {
  return { ...scope, ...changes };
}

/** The scope of a function's body inside another one. */
export function insideFunction(
  scope: Scope,
  parameters: readonly Variable[],
  options: { result?: Kind; times?: number; ownThis?: boolean },
): Scope {
  const names = new Set(parameters.map(({ name }) => name));
  return {
    ...withoutResult(scope),
    variables: [...scope.variables.filter(({ name }) => !names.has(name)), ...parameters],
    callables: options.ownThis ? scope.callables.filter(({ needsThis }) => !needsThis) : scope.callables,
    times: scope.times * (options.times ?? 1),
    loops: [],
    ...(options.result === undefined ? {} : { result: options.result }),
  };
}

/** The scope of a place where `return` may not stand. */
function withoutResult(scope: Scope): Scope {
  const within = { ...scope };
  delete within.result;
  return within;
}

export const primary = (text: string): Expression => ({ text, primary: true });
export const composite = (text: string): Expression => ({ text, primary: false });
/** An expression as an operand, or as what a member is taken of. */
export const operand = ({ text, primary: bare }: Expression): string => (bare ? text : `(${text})`);
