import { bodyOf, calling, type Declaration, type DeclarationSeed, type Named } from './declarations.js';
import { database } from './expressions.js';
import { withBody } from './functions.js';
import type { Statement } from './layout.js';
import { inside, type Callable, type Kind, type Scope, type Variable } from './scope.js';

const x: Variable = { name: 'x', kind: 'number', mutable: false };

interface Method {
  name: string;
  returns: Kind;
  cost: number;
  made: Statement;
}

/** Classes: one alone, one that extends another or an abstract one, and two behind an interface. */
export function classes(seed: DeclarationSeed, scope: Scope, named: Named): Declaration {
  const base = scope.fresh('C');
  const form = scope.choices.below(4);
  const first = methods(scope, seed.body, ['one', 'two'], [], { typed: form > 1 });
  const field = withBody(inside(scope, { budget: { spent: 0, limit: 6 } }), [x], 'number', 2);
  const store = scope.choices.flag();
  const members: Statement[] = [
    store
      ? {
          parts: [
            `constructor(protected readonly db: ${scope.use('store', 'Store')}, readonly id: number) {`,
            [],
            '}',
          ],
        }
      : { parts: ['constructor(readonly id: number) {', [], '}'] },
    ...first.map(({ made }) => made),
    `readonly field = (x: number): number => ${field}`,
    { parts: ['own(): number {', [`return this.id + ${store ? 'this.db.count()' : '1'}`], '}'] },
    { parts: ['#hidden(x: number): number {', [`return this.one(x) + ${database(scope)}.count()`], '}'] },
    { parts: ['shown(x: number) {', ['return this.#hidden(x)'], '}'] },
    {
      parts: ['static make(x: number): number {', [`return ${created(base, scope, store, 'x')}.one(x)`], '}'],
    },
  ];
  const getter = scope.choices.flag();
  if (getter)
    members.push({ parts: ['get seen(): number {', [`return ${database(scope)}.count() + this.id`], '}'] });
  const made: Statement[] = [];
  const exported = [base];
  const through = scope.fresh('f');
  if (form === 1) {
    const shape = scope.fresh('I');
    made.push({ parts: [`interface ${shape} {`, ['one(x: number): number', 'own(): number'], '}'] });
    made.push({ parts: [`export class ${base} implements ${shape} {`, members, '}'] });
    const other = scope.fresh('C');
    const body = ['one(x: number): number { return x; }', 'own(): number { return 1; }'].map((one) => ({
      parts: [one],
    }));
    made.push({ parts: [`class ${other} implements ${shape} {`, body, '}'] });
    const within = [`return it.one(x) + it.own()`];
    made.push({ parts: [`function with${through}(it: ${shape}, x: number) {`, within, '}'] });
    made.push({
      parts: [
        `export function ${through}(x: number): number {`,
        [`return with${through}(${created(base, scope, store, 'x')}, x) + with${through}(new ${other}(), x)`],
        '}',
      ],
    });
    exported.push(through);
  } else made.push({ parts: [`export class ${base} {`, members, '}'] });

  let cost = Math.max(...first.map((one) => one.cost)) + 8;
  let last = base;
  if (form >= 2) {
    last = scope.fresh('D');
    const above: Callable[] = [member('super.one', 'number', first[0]?.cost ?? 0)];
    const override = form === 3 ? 'override ' : '';
    const overrides = methods(scope, seed.body.slice(1), ['one'], above, { prefix: override });
    const own = overrides.map((one) => one.made);
    made.push({ parts: [`export class ${last} extends ${base} {`, own, '}'] });
    exported.push(last);
    cost += Math.max(...overrides.map((one) => one.cost));
    made.push({
      parts: [
        `export function ${through}(x: number): number {`,
        [
          `const all: ${base}[] = [${created(base, scope, store, 'x')}, ${created(last, scope, store, '2')}]`,
          { parts: ['return all.map((one) => one.one(x)).reduce((a, b) => a + b, 0)'] },
        ],
        '}',
      ],
    });
    exported.push(through);
  }

  const object = (at: Scope, method: string) => {
    const args = store ? `${database(at)}, 2` : '2';
    return `new ${named(at, last)}(${args}).${method}`;
  };
  const reachedGetter = (at: Scope) => object(at, 'seen');
  const reached = (method: string, returns: Kind, parameters: number, free = false): Callable => {
    return {
      parameters: Array.from({ length: parameters }, () => 'number' as const),
      returns,
      cost,
      call: (at, args) => `${object(at, method)}(${args.join(', ')})`,
      ...(free ? { value: (at: Scope) => object(at, method) } : {}),
    };
  };
  const callables = [
    ...first.map(({ name, returns }) => reached(name, returns, 1)),
    reached('shown', 'number', 1),
    reached('own', 'number', 0),
    reached('field', 'number', 1, true),
    {
      parameters: ['number'],
      returns: 'number',
      cost,
      call: (at: Scope, args: readonly string[]) => `${named(at, base)}.make(${args.join(', ')})`,
    } satisfies Callable,
    ...(getter ? [{ ...reached('seen', 'number', 0), call: reachedGetter }] : []),
    ...(exported.includes(through) ? [calling(through, 1, 'number', 2 * cost, named)] : []),
  ];
  return { made, exported, callables };
}

function created(name: string, scope: Scope, store: boolean, id: string): string {
  return `new ${name}(${store ? `${database(scope)}, ` : ''}${id})`;
}

/** Methods that may call those before them. */
function methods(
  scope: Scope,
  seeds: readonly (readonly number[])[],
  names: readonly string[],
  above: readonly Callable[],
  { typed = false, prefix = '' } = {},
): Method[] {
  const found: Method[] = [];
  names.forEach((name, i) => {
    const returns: Kind = i === 0 ? 'number' : 'string';
    const own = seeds.filter((_seed, at) => at % names.length === i);
    const callables = [...above, ...found.map((one) => member(`this.${one.name}`, one.returns, one.cost))];
    const { body, cost } = bodyOf(scope, [x], returns, own, { ownThis: true, callables });
    const type = scope.choices.flag() || typed ? `: ${returns}` : '';
    found.push({ name, returns, cost, made: { parts: [`${prefix}${name}(x: number)${type} {`, body, '}'] } });
  });
  return found;
}

function member(callee: string, returns: Kind, cost: number): Callable {
  return {
    parameters: ['number'],
    returns,
    cost,
    call: (_scope, args) => `${callee}(${args.join(', ')})`,
    needsThis: true,
  };
}
