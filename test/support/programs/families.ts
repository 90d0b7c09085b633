import { bodyOf, calling, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { database, number } from './expressions.js';
import { withBody } from './functions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Scope, type Variable } from './scope.js';

const x: Variable = { name: 'x', kind: 'number', mutable: false };

/** An interface with several implementations, chosen among at run time. */
export function implementations(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const [shape, first, second, registry, chosen] = ['I', 'A', 'B', 'all', 'f'].map((one) => scope.fresh(one));
  const one = bodyOf(scope, [x], 'number', seed.body.slice(0, 1), { ownThis: true });
  const two = bodyOf(scope, [x], 'number', seed.body.slice(1, 2), { ownThis: true });
  const arrow = withBody(inside(scope, { budget: { spent: 0, limit: 8 } }), [x], 'number', 2);
  const optional = scope.choices.flag();
  const held = scope.choices.pick<(type: string, list: string) => [string, string]>(
    (type, list) => [`const ${registry ?? ''}: ${type}[] = [${list}]`, `${registry ?? ''}[x % 3 | 0]`],
    (type, list) => [
      `const ${registry ?? ''} = new Map<number, ${type}>([${list}].map((each, i): [number, ${type}] => [i, each]))`,
      `${registry ?? ''}.get(x % 3 | 0)`,
    ],
  )(shape ?? '', `new ${first ?? ''}(), new ${second ?? ''}(), { find: (x: number) => ${arrow} }`);
  const made: Statement[] = [
    {
      parts: [
        `export interface ${shape ?? ''} {`,
        ['find(x: number): number', ...(optional ? ['all?(): number[]'] : [])],
        '}',
      ],
    },
    {
      parts: [
        `class ${first ?? ''} implements ${shape ?? ''} {`,
        [
          { parts: ['find(x: number): number {', one.body, '}'] },
          ...(optional
            ? [{ parts: ['all() {', [`return ${database(scope)}.all().map((row) => row.id)`], '}'] }]
            : []),
        ],
        '}',
      ],
    },
    {
      parts: [
        `class ${second ?? ''} implements ${shape ?? ''} {`,
        [{ parts: ['find(x: number): number {', two.body, '}'] }],
        '}',
      ],
    },
    held[0],
    {
      parts: [
        `export function ${chosen ?? ''}(x: number): number {`,
        [
          `const found = ${held[1]}`,
          `return (found?.find(x) ?? -1)${optional ? ' + (found?.all?.().length ?? 0)' : ''}`,
        ],
        '}',
      ],
    },
  ];
  const cost = Math.max(one.cost, two.cost, 8) + 1;
  return { made, exported: [chosen ?? ''], callables: [calling(chosen ?? '', 1, 'number', cost, named)] };
}

/** A function that calls itself, or two that call each other. */
export function recursive(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const [name, other] = [scope.fresh('f'), scope.fresh('f')];
  const two = scope.choices.flag();
  const { body, cost } = bodyOf(inside(scope), [x], 'number', seed.body.slice(0, 1));
  const end = `if (!(x > 0)) return ${number(inside(scope, { budget: { spent: 0, limit: 2 }, variables: [x] }), 2).text}`;
  const again = `${two ? other : name}(Math.min(x, 3) - 1)`;
  const steps: Statement[] = [end, { parts: ['const step = (): number => {', body, '}'] }];
  const through = scope.choices.pick(
    `return step() + ${again}`,
    `return ${again} || step()`,
    `return [1].map((one) => one + ${again}).length + step()`,
  );
  const made: Statement[] = [
    { parts: [`export function ${name}(x: number): number {`, [...steps, through], '}'] },
    ...(two ? [{ parts: [`function ${other}(x: number): number {`, [`return ${name}(x) + 1`], '}'] }] : []),
  ];
  return { made, exported: [name], callables: [calling(name, 1, 'number', 4 * (cost + 2), named)] };
}

/** A class and functions whose types depend on what they are given. */
export function generic(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('G');
  const load = withBody(inside(scope, { budget: { spent: 0, limit: 6 } }), [x], 'number', 2);
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body.slice(0, 2), { ownThis: true });
  const form = scope.choices.below(3);
  const made = scope.choices.pick<Statement[]>(
    [
      {
        parts: [
          `export abstract class ${name}<T> {`,
          [
            { parts: ['abstract load(x: number): T'] },
            { parts: ['two(x: number): T[] {', ['return [this.load(x), this.load(x + 1)]'], '}'] },
          ],
          '}',
        ],
      },
      {
        parts: [
          `export class ${name}Own extends ${name}<number> {`,
          [{ parts: ['load(x: number): number {', body, '}'] }],
          '}',
        ],
      },
    ],
    [
      { parts: [`export interface ${name}<K, V> {`, ['load(x: K): V'], '}'] },
      {
        parts: [
          `export class ${name}Own implements ${name}<number, number> {`,
          [
            { parts: ['load(x: number): number {', body, '}'] },
            { parts: ['two(x: number): number[] {', [`return each${name}(this, [x, x + 1])`], '}'] },
          ],
          '}',
        ],
      },
      {
        parts: [
          `function each${name}<K, V>(from: ${name}<K, V>, keys: readonly K[]): V[] {`,
          ['return keys.map((key) => from.load(key))'],
          '}',
        ],
      },
    ],
    [
      {
        parts: [
          `export class ${name}Own {`,
          [
            { parts: ['load(x: number): number {', body, '}'] },
            {
              parts: [
                'two(x: number): number[] {',
                [`return twice${name}(() => ${load.startsWith('{') ? 'this.load(x)' : load})`],
                '}',
              ],
            },
          ],
          '}',
        ],
      },
      { parts: [`function twice${name}<T>(make: () => T): T[] {`, ['return [make(), make()]'], '}'] },
    ],
  );
  const all = 2 * (cost + 6);
  const member = (method: string): Callable => ({
    parameters: ['number'],
    returns: method === 'load' ? 'number' : 'numbers',
    cost: all,
    call: (at, args) => `new ${named(at, `${name}Own`)}().${method}(${args.join(', ')})`,
  });
  return { made, exported: [`${name}Own`], callables: [member('load'), member(form === 0 ? 'load' : 'two')] };
}
