import { bodyOf, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { withBody } from './functions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Scope, type Variable } from './scope.js';

const parameterFunction = (name: string): Callable => ({
  parameters: ['number'],
  returns: 'number',
  cost: 1,
  call: (_scope, args) => `${name}(${args.join(', ')})`,
  value: () => name,
});

/** A function that takes one. */
export function higherOrder(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('f');
  const x: Variable = { name: 'x', kind: 'number', mutable: false };
  const callables = [parameterFunction('fn'), parameterFunction('fn')];
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body, { callables });
  const alias = scope.choices.flag() ? scope.fresh('Fn') : undefined;
  const made: Statement[] = [
    ...(alias ? [`type ${alias} = (x: number) => number`] : []),
    {
      parts: [
        `export function ${name}(fn: ${alias ?? '(x: number) => number'}, x: number): number {`,
        body,
        '}',
      ],
    },
  ];
  const callable: Callable = {
    parameters: ['function', 'number'],
    returns: 'number',
    cost,
    call: (at, args) => `${named(at, name)}(${args.join(', ')})`,
  };
  return { made, exported: [name], callables: [callable] };
}

/** A generic function that calls what it is given, or gives a function that does. */
export function wrapper(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('f');
  const log = scope.use('../log', 'log');
  const { body, cost } = bodyOf(scope, [], undefined, seed.body.slice(0, 1));
  const before = [...body, `${log}('${name}', 0)`];
  const form = scope.choices.below(3);
  const call = form === 2 ? 'fn(...args)' : 'fn()';
  const wrapped = scope.choices.pick<Statement[]>(
    [`return ${call}`],
    [{ parts: ['try {', [`return ${call}`], '} finally {', [`${log}('after', 1)`], '}'] }],
    [`const result = ${call}`, `${log}('result', result)`, 'return result'],
  );
  const made: Statement =
    form === 0
      ? { parts: [`export function ${name}<T>(fn: () => T): T {`, [...before, ...wrapped], '}'] }
      : form === 1
        ? { parts: [`export const ${name} = <T,>(fn: () => T) => () => {`, [...before, ...wrapped], '};'] }
        : {
            parts: [
              `export function ${name}<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {`,
              [{ parts: ['return (...args) => {', [...before, ...wrapped], '}'] }],
              '}',
            ],
          };
  const again = form === 0 ? '' : '()';
  const callable: Callable = {
    parameters: ['thunk'],
    returns: 'any',
    cost,
    call: (at, args) => `${named(at, name)}(${args.join(', ')})${again}`,
  };
  return { made: [made], exported: [name], callables: [callable] };
}

/** A function that gives another one. */
export function curried(_seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('f');
  const parameters = ['a', 'b'].map((one) => ({ name: one, kind: 'number', mutable: false }) as const);
  const body = withBody(inside(scope, { budget: { spent: 0, limit: 8 } }), parameters, 'number', 3);
  const type = scope.choices.flag() ? ': (b: number) => number' : '';
  const made = scope.choices.pick<string>(
    `export const ${name} = (a: number)${type} => (b: number) => ${body}`,
    `export function ${name}(a: number)${type} { return (b: number) => ${body}; }`,
  );
  const callable: Callable = {
    parameters: ['number', 'number'],
    returns: 'number',
    cost: 8,
    call: (at, [a, b]) => `${named(at, name)}(${a ?? ''})(${b ?? ''})`,
  };
  return { made: [made], exported: [name], callables: [callable] };
}
