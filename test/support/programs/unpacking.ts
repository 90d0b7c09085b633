import { bodyOf, calling, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { withBody } from './functions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Scope, type Variable } from './scope.js';

const x: Variable = { name: 'x', kind: 'number', mutable: false };

/** Methods that are taken out of an object, where it is made or where it is given. */
export function unpacked(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const [held = '', one = '', two = '', taking = ''] = ['o', 'f', 'f', 'f'].map((name) => scope.fresh(name));
  const { body, cost } = bodyOf(scope, [x], 'number', seed.body, { ownThis: true });
  const arrow = withBody(inside(scope, { budget: { spent: 0, limit: 8 } }), [x], 'number', 2);
  const method: Statement = { parts: ['one(x: number): number {', body, scope.choices.pick('},', '} ,')] };
  const members: Statement[] = [method, { parts: [`two: (x: number): number => ${arrow},`] }];
  const taken = `{ one: ${one}, two: ${two} }`;
  const made = scope.choices.pick<Statement[]>(
    [{ parts: [`const ${held} = {`, members, '};'] }, `export const ${taken} = ${held}`],
    [
      { parts: [`const ${held} = {`, members, '};'] },
      `const { one: ${one}, ...rest${held} } = ${held}`,
      `const ${two} = rest${held}.two`,
      { parts: [`export { ${one}, ${two} };`] },
    ],
    [
      { parts: [`function ${held}() {`, [{ parts: ['return {', members, '};'] }], '}'] },
      `export const ${taken} = ${held}()`,
    ],
    [{ parts: [`const ${held} = [{`, members, '}] as const;'] }, `export const [${taken}] = ${held}`],
  );
  const type = '{ one: (x: number) => number }';
  made.push(
    scope.choices.pick<Statement>(
      { parts: [`export function ${taking}({ one }: ${type}, x: number): number {`, ['return one(x)'], '}'] },
      {
        parts: [
          `export function ${taking}(given: ${type}, x: number) {`,
          ['const { one: taken } = given', 'return taken(x) + 1'],
          '}',
        ],
      },
      { parts: [`export const ${taking} = ({ one: taken }: ${type}, x: number) => [x].map(taken).length;`] },
    ),
  );
  const given: Callable = {
    parameters: ['number'],
    returns: 'number',
    cost: cost + 1,
    call: (at, args) => `${named(at, taking)}({ one: ${named(at, one)} }, ${args.join(', ')})`,
  };
  const callables = [calling(one, 1, 'number', cost, named), calling(two, 1, 'number', 8, named), given];
  return { made, exported: [one, two, taking], callables };
}
