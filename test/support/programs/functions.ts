import { callArguments, database, expression, number, truth } from './expressions.js';
import { oneLine } from './layout.js';
import { afford, inside, insideFunction, type Kind, type Scope, type Variable } from './scope.js';
import { statements } from './statements.js';

/** What a function returns: a value of a kind, or a condition. */
type Result = Kind | 'truth';

/**
 * A function's body: an expression, or a block with statements.
 * @param options.ownThis it is no arrow: a block, and without the `this` around it
 */
export function withBody(
  scope: Scope,
  parameters: readonly Variable[],
  result: Result,
  depth: number,
  options: { ownThis?: boolean } = {},
): string {
  const within = insideFunction(scope, parameters, {
    ...options,
    ...(result === 'truth' ? {} : { result }),
  });
  const long = options.ownThis === true || (depth > 0 && scope.choices.flag());
  if (!long) return valueOf(within, result, depth);
  const { made, scope: after } = statements(within, depth > 0 ? scope.choices.below(3) : 0, depth);
  return `{ ${oneLine([...made, `return ${valueOf(after, result, depth)}`])} }`;
}

function valueOf(scope: Scope, result: Result, depth: number): string {
  return (result === 'truth' ? truth(scope, depth) : expression(result, scope, depth)).text;
}

/** A function of one number, written in place or by name. */
export function functionValue(scope: Scope, result: 'number' | 'truth', depth: number): string {
  const form = scope.choices.below(4);
  if (form === 3 && result === 'number') {
    const known = scope.callables.filter(({ value, returns }) => value && returns === 'number');
    const one = known[scope.choices.below(Math.max(1, known.length))];
    if (one?.value && afford(scope, one.cost)) return one.value(scope);
  }
  const name = scope.fresh('x');
  const parameter = { name, kind: 'number', mutable: false } as const;
  if (form === 2) {
    const body = withBody(scope, [parameter], result, depth, { ownThis: true });
    return `function (${name}) ${body}`;
  }
  return `(${name}) => ${withBody(scope, [parameter], result, depth)}`;
}

/** A function without parameters. */
export function thunk(scope: Scope, kind: Kind, depth: number): string {
  return scope.choices.below(3) === 2
    ? `function () ${withBody(scope, [], kind, depth, { ownThis: true })}`
    : `() => ${withBody(scope, [], kind, depth)}`;
}

/** A call of something in scope that gives what can be iterated over. */
export function sequence(scope: Scope, depth: number): string | undefined {
  const known = scope.callables.filter(({ returns }) => returns === 'numbers');
  const one = known[scope.choices.below(Math.max(1, known.length))];
  if (!one || !afford(scope, one.cost)) return undefined;
  return one.call(scope, callArguments(one, 'number', scope, depth));
}

/** An array of at most six numbers, of which members can be taken. */
export function items(scope: Scope, depth: number): string {
  const all = () => [0, 1, 2].map(() => number(scope, depth).text).join(', ');
  const within = inside(scope, { times: scope.times * 3 });
  return scope.choices.pick<() => string>(
    () => `[${number(scope, depth).text}]`,
    () => `[${all()}]`,
    () =>
      afford(scope, 1)
        ? `${database(scope)}.all().slice(0, 3).map((row) => row.id)`
        : `[${all()}].slice(0, 2)`,
    () => `[${all()}].map(${functionValue(within, 'number', depth)})`,
    () => `[${all()}].filter(${functionValue(within, 'truth', depth)})`,
    () => `[${number(scope, depth).text}, 2].flatMap((one) => [one, ${number(within, depth).text}])`,
    () => `[...[${all()}], ${number(scope, depth).text}]`,
    () => `[${all()}].sort((a, b) => a - b)`,
    () => `[...${sequence(scope, depth) ?? `[${all()}]`}].slice(0, 3)`,
    () => `Array.from(${sequence(scope, depth) ?? `[${all()}]`}).slice(0, 3)`,
    () => `[...new Set<number>(${sequence(scope, depth) ?? `[${all()}]`})].slice(0, 3)`,
  )();
}
