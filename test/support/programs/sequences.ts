import { bodyOf, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { number, truth } from './expressions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Scope, type Variable } from './scope.js';

const x: Variable = { name: 'x', kind: 'number', mutable: false };

/** A generator: a function, a method, or what makes a class one that can be iterated. */
export function generator(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const name = scope.fresh('g');
  const form = scope.choices.below(4);
  const { body, cost } = bodyOf(scope, [x], undefined, seed.body.slice(0, 2), { ownThis: true });
  const budget = { spent: 0, limit: 8 };
  const within = inside(scope, { budget, variables: [x], times: 2, callables: [] });
  const log = scope.use('../log', 'log');
  const one = () => `yield ${number(within, 2).text}`;
  const yields = scope.choices.pick<() => Statement[]>(
    () => [one(), one()],
    () => [{ parts: ['for (const i of [1, 2]) {', [`yield i + (${number(within, 2).text})`], '}'] }],
    () => [{ parts: ['try {', [one(), one()], '} finally {', [`${log}('left', x)`], '}'] }],
    () => [one(), { parts: [`if (${truth(within, 2).text}) {`, [`return`], '}'] }, one()],
    () => [`yield* [${number(within, 2).text}, 1]`],
  )();
  const all = [...body, ...yields];
  const made: Statement =
    form === 1
      ? {
          parts: [
            `export const ${name} = {`,
            [{ parts: ['*each(x: number): Generator<number, void> {', all, '},'] }],
            '};',
          ],
        }
      : form === 2
        ? {
            parts: [
              `export class ${name} {`,
              [
                { parts: ['constructor(readonly start: number) {', [], '}'] },
                {
                  parts: [
                    '*[Symbol.iterator](): Generator<number, void> {',
                    ['const x = this.start', ...all],
                    '}',
                  ],
                },
              ],
              '}',
            ],
          }
        : {
            parts: [
              `export function* ${name}(x: number)${form === 3 ? '' : ': Generator<number, void>'} {`,
              all,
              '}',
            ],
          };
  const callable: Callable = {
    parameters: ['number'],
    returns: 'numbers',
    cost: cost + budget.spent,
    call: (at, args) => {
      const own = named(at, name);
      const given = args.join(', ');
      if (form === 1) return `${own}.each(${given})`;
      return form === 2 ? `new ${own}(${given})` : `${own}(${given})`;
    },
  };
  return { made: [made], exported: [name], callables: [callable] };
}
