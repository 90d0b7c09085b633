import { bodyOf, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { database, number } from './expressions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Kind, type Scope, type Variable } from './scope.js';

const x: Variable = { name: 'x', kind: 'number', mutable: false };

/** A class whose objects or whose static fields need the database to be made. */
export function constructing(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('M');
  const budget = { spent: 0, limit: 8 };
  const within = inside(scope, { budget, variables: [], times: 1 });
  const withX = inside(within, { variables: [x] });
  const log = scope.use('../log', 'log');
  const { body, cost } = bodyOf(scope, [x], undefined, seed.body.slice(0, 1), { ownThis: true });
  const method = bodyOf(scope, [x], 'number', seed.body.slice(1, 3), { ownThis: true });
  const fields = scope.choices.pick<() => Statement[]>(
    () => [
      'readonly total: number',
      { parts: ['constructor(x: number) {', [...body, `this.total = ${number(withX, 2).text}`], '}'] },
    ],
    () => [
      `readonly total: number = ${database(within)}.count() + 1`,
      { parts: ['constructor(readonly x: number) {', [`${log}('made', x)`], '}'] },
    ],
    () => [
      'total = 0',
      {
        parts: [
          'constructor(x: number) {',
          [...body, `for (const one of [x, 2]) this.total += ${number(withX, 2).text} + one`],
          '}',
        ],
      },
    ],
    () => [
      `readonly parts = [${number(within, 2).text}, ${database(within)}.count()]`,
      { parts: ['constructor(x: number) {', [`this.parts.push(x)`], '}'] },
      { parts: ['get total(): number {', ['return this.parts.length'], '}'] },
    ],
    () => sized(within, name),
  )();
  const made: Statement = {
    parts: [
      `export class ${name} {`,
      [...fields, { parts: ['more(x: number): number {', [...method.body], '}'] }],
      '}',
    ],
  };
  const making = (at: Scope, given: string) => `new ${named(at, name)}(${given})`;
  const reached = (parameters: number, call: Callable['call'], returns: Kind = 'number'): Callable => ({
    parameters: Array.from({ length: parameters }, () => 'number' as const),
    returns,
    cost: cost + method.cost + 2 * budget.spent + 2,
    call,
  });
  const maker = scope.fresh('make');
  const makes = { parts: [`export function ${maker}(x: number) {`, [`return new ${name}(x)`], '}'] };
  return {
    made: [made, makes],
    exported: [name, maker],
    callables: [
      reached(1, (at, [given = '1']) => `${making(at, given)}.total`),
      reached(2, (at, [given = '1', other = '2']) => `${named(at, maker)}(${given}).more(${other})`),
    ],
  };
}

/** A class that asks for something when its module is loaded, which a script cannot wait for. */
function sized(scope: Scope, name: string): Statement[] {
  const value = scope.awaits ? `${database(scope)}.count()` : '3';
  return [
    `static readonly size: number = ${value}`,
    { parts: ['constructor(x: number) {', [`${scope.use('../log', 'log')}('made', x)`], '}'] },
    { parts: ['get total(): number {', [`return ${name}.size`], '}'] },
  ];
}
