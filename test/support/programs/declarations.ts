import { Choices } from './choices.js';
import { classes } from './classes.js';
import { constructing } from './constructing.js';
import { database, expression, number, truth } from './expressions.js';
import { generic, implementations, recursive } from './families.js';
import { withBody } from './functions.js';
import { curried, higherOrder, wrapper } from './higher-order.js';
import type { Statement } from './layout.js';
import { inside, insideFunction, type Callable, type Kind, type Scope, type Variable } from './scope.js';
import { generator } from './sequences.js';
import { statement } from './statements.js';
import { unpacked } from './unpacking.js';

/** What a declaration is made from: decisions about it, and about each statement of its bodies. */
export interface DeclarationSeed {
  head: readonly number[];
  body: readonly (readonly number[])[];
}

/** A declaration of a module: its text, what it exports, and what others can call. */
export interface Declaration {
  made: Statement[];
  exported: string[];
  /** Given how another module names what this one exports. */
  callables: Callable[];
}

/** How another file names something this module exports. */
export type Named = (scope: Scope, name: string) => string;

/** How many database calls one call of a declared function may lead to. */
const limit = 40;

/** Makes a declaration of a module. */
export function declaration(seed: DeclarationSeed, given: Scope, named: Named): Declaration {
  const scope = inside(given, { choices: new Choices(seed.head), times: 1, loops: [] });
  const kinds = [
    plain,
    plain,
    classes,
    higherOrder,
    wrapper,
    objectLiteral,
    curried,
    remembering,
    classes,
    picking,
    generator,
    constructing,
    implementations,
    recursive,
    generic,
    alreadyAsync,
    unpacked,
  ];
  const make = kinds[scope.choices.below(kinds.length)] ?? plain;
  return make(seed, scope, named);
}

/** A function's statements, the last of which returns its result if it has one. */
export function bodyOf(
  scope: Scope,
  parameters: readonly Variable[],
  result: Kind | undefined,
  seeds: readonly (readonly number[])[],
  options: { ownThis?: boolean; callables?: readonly Callable[] } = {},
): { body: Statement[]; cost: number } {
  const budget = { spent: 0, limit };
  const within = insideFunction(inside(scope, { budget, times: 1 }), parameters, {
    ...(result === undefined ? {} : { result }),
    ...options,
  });
  let at = inside(within, { callables: [...within.callables, ...(options.callables ?? [])] });
  const body: Statement[] = [];
  for (const seed of seeds) {
    const next = statement(inside(at, { choices: new Choices(seed) }), 3);
    body.push(...next.made);
    at = inside(next.scope, { choices: scope.choices });
  }
  if (result !== undefined) body.push(`return ${expression(result, at, 2).text}`);
  return { body, cost: budget.spent };
}

function parametersOf(scope: Scope): Variable[] {
  return ['x', 'y']
    .slice(0, scope.choices.below(3))
    .map((name) => ({ name, kind: 'number', mutable: scope.choices.flag() }));
}

const written = (parameters: readonly Variable[]): string =>
  parameters.map(({ name, kind }) => `${name}: ${kind}`).join(', ');

function plain(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const { choices } = scope;
  const name = scope.fresh('f');
  const parameters = parametersOf(scope);
  const result = choices.pick<Kind>('number', 'string');
  const type = choices.flag() ? `: ${result}` : '';
  const { body, cost } = bodyOf(scope, parameters, result, seed.body);
  const given = written(parameters);
  const byDefault = `${given}${given ? ', ' : ''}z = ${database(scope)}.count()`;
  const withDefault = [`${scope.use('../log', 'log')}('z', z)`, ...body];
  const made = choices.pick<Statement>(
    { parts: [`export function ${name}(${written(parameters)})${type} {`, body, '}'] },
    { parts: [`export const ${name} = (${written(parameters)})${type} => {`, body, '};'] },
    { parts: [`export const ${name} = function (${written(parameters)})${type} {`, body, '};'] },
    {
      parts: [
        `export const ${name}: (${written(parameters)}) => ${result} = (${parameters.map((one) => one.name).join(', ')}) => {`,
        body,
        '};',
      ],
    },
    { parts: [`export function ${name}(${byDefault})${type} {`, withDefault, '}'] },
    { parts: [`export const ${name} = (${byDefault})${type} => {`, withDefault, '};'] },
  );
  const callable = calling(name, parameters.length, result, cost, named);
  return { made: [made], exported: [name], callables: [callable] };
}

/** A callable that is an exported function. */
export function calling(name: string, count: number, returns: Kind, cost: number, named: Named): Callable {
  return {
    parameters: Array.from({ length: count }, () => 'number' as const),
    returns,
    cost,
    call: (scope, args) => `${named(scope, name)}(${args.join(', ')})`,
    ...(count === 1 ? { value: (scope: Scope) => named(scope, name) } : {}),
  };
}

function objectLiteral(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('o');
  const x: Variable = { name: 'x', kind: 'number', mutable: false };
  const first = bodyOf(scope, [x], 'number', seed.body.slice(0, 2), { ownThis: true });
  const own: Callable = {
    parameters: ['number'],
    returns: 'number',
    cost: first.cost,
    call: (_scope, args) => `this.one(${args.join(', ')})`,
    needsThis: true,
  };
  const second = bodyOf(scope, [x], 'string', seed.body.slice(2, 4), { ownThis: true, callables: [own] });
  const arrow = withBody(inside(scope, { budget: { spent: 0, limit: 8 } }), [x], 'number', 2);
  const made: Statement = {
    parts: [
      `export const ${name} = {`,
      '  one(x: number): number {',
      [{ parts: [first.body] }],
      '  },',
      '  two(x: number): string {',
      [{ parts: [second.body] }],
      '  },',
      `  three: (x: number): number => ${arrow},`,
      '};',
    ],
  };
  const member = (method: string, returns: Kind, cost: number, free: boolean): Callable => ({
    parameters: ['number'],
    returns,
    cost,
    call: (at, args) => `${named(at, name)}.${method}(${args.join(', ')})`,
    ...(free ? { value: (at: Scope) => `${named(at, name)}.${method}` } : {}),
  });
  const callables = [
    member('one', 'number', first.cost, false),
    member('two', 'string', second.cost, false),
    member('three', 'number', 8, true),
  ];
  return { made: [made], exported: [name], callables };
}

/** A function that keeps what it has worked out. */
function remembering(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('f');
  const cache = scope.fresh('cache');
  const x: Variable = { name: 'x', kind: 'number', mutable: false };
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body);
  const made: Statement[] = [
    `const ${cache} = new Map<number, number>()`,
    {
      parts: [
        `export function ${name}(x: number): number {`,
        [
          `const known = ${cache}.get(x)`,
          'if (known !== undefined) return known',
          { parts: ['const work = () => {', body, '}'] },
          'const made = work()',
          `${cache}.set(x, made)`,
          'return made',
        ],
        '}',
      ],
    },
  ];
  return { made, exported: [name], callables: [calling(name, 1, 'number', cost, named)] };
}

/** A function that was asynchronous before, and uses the database synchronously. */
function alreadyAsync(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('later');
  const x: Variable = { name: 'x', kind: 'number', mutable: false };
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body);
  const pause = 'await Promise.resolve()';
  const made = scope.choices.pick<Statement>(
    { parts: [`export async function ${name}(x: number) {`, body, '}'] },
    { parts: [`export const ${name} = async (x: number): Promise<number> => {`, [pause, ...body], '};'] },
  );
  const callable: Callable = {
    parameters: ['number'],
    returns: 'later',
    cost: cost + 1,
    call: (at, args) => `${named(at, name)}(${args.join(', ')})`,
  };
  return { made: [made], exported: [name], callables: [callable] };
}

/** Functions chosen by a condition on the database, and overloads. */
function picking(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('f');
  const x: Variable = { name: 'x', kind: 'number', mutable: false };
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body);
  const within = inside(scope, { budget: { spent: 0, limit: 4 }, variables: [x] });
  const test = scope.choices.flag() ? `${database(scope)}.count() < 5` : truth(within, 2).text;
  const made: Statement[] = [
    `export function ${name}(x: number): number`,
    `export function ${name}(x: number, y: string): number`,
    {
      parts: [
        `export function ${name}(x: number, y?: string): number {`,
        [
          { parts: [`if (y !== undefined || ${test}) {`, [`return ${number(within, 2).text}`], '}'] },
          ...body,
        ],
        '}',
      ],
    },
  ];
  // By name it would stand for the last of its overloads.
  const overloaded = calling(name, 1, 'number', cost + 5, named);
  delete overloaded.value;
  return { made, exported: [name], callables: [overloaded] };
}
