import { functionValue, items, thunk, withBody } from './functions.js';
import {
  afford,
  composite,
  inside,
  operand,
  primary,
  type Callable,
  type Expression,
  type Kind,
  type Scope,
  type Variable,
} from './scope.js';

type Alternative = (scope: Scope, depth: number) => Expression | undefined;

/** An expression of a kind. */
export function expression(kind: Kind, scope: Scope, depth: number): Expression {
  return kind === 'number' ? number(scope, depth) : text(scope, depth);
}

export function number(scope: Scope, depth: number): Expression {
  return chosen(numbers, scope, depth) ?? literal(scope);
}

export function text(scope: Scope, depth: number): Expression {
  return chosen(texts, scope, depth) ?? primary(`'${scope.choices.pick('a', 'bc', 'Ann', '')}'`);
}

/** A condition. */
export function truth(scope: Scope, depth: number): Expression {
  const less = composite(`${operand(number(scope, depth - 1))} < ${operand(number(scope, depth - 1))}`);
  return chosen(truths, scope, depth) ?? less;
}

/** The database. */
export const database = (scope: Scope): string => scope.use('db', 'db');

function chosen(alternatives: readonly Alternative[], scope: Scope, depth: number): Expression | undefined {
  const found = alternatives[scope.choices.below(alternatives.length)];
  return depth > 0 ? found?.(scope, depth - 1) : undefined;
}

function literal({ choices }: Scope): Expression {
  return primary(String(choices.below(10)));
}

function variable(kind: Kind): Alternative {
  return (scope) => {
    const known = scope.variables.filter((one) => one.kind === kind);
    const one = known[scope.choices.below(Math.max(1, known.length))];
    return one && primary(one.name);
  };
}

function io(cost: number, make: Alternative): Alternative {
  return (scope, depth) => (afford(scope, cost) ? make(scope, depth) : undefined);
}

/** A call of anything in scope that returns a kind. */
function called(kind: Kind): Alternative {
  return (scope, depth) => {
    const known = scope.callables.filter(({ returns }) => returns === kind || returns === 'any');
    const one = known[scope.choices.below(Math.max(1, known.length))];
    if (!one || !afford(scope, one.cost)) return undefined;
    return primary(one.call(scope, callArguments(one, kind, scope, depth)));
  };
}

/** Arguments for a call of something. */
export function callArguments(one: Callable, kind: Kind, scope: Scope, depth: number): string[] {
  return one.parameters.map((parameter) => {
    if (parameter === 'number') return number(scope, depth).text;
    // How often the callee calls it is not known; it is never more than three times.
    const within = inside(scope, { times: scope.times * 3 });
    return parameter === 'function' ? functionValue(within, 'number', depth) : thunk(within, kind, depth);
  });
}

function logged(kind: Kind): Alternative {
  return (scope, depth) => {
    const log = scope.use('../log', 'log');
    return primary(`${log}('${scope.fresh('at ')}', ${expression(kind, scope, depth).text})`);
  };
}

function conditional(kind: Kind): Alternative {
  return (scope, depth) => {
    const test = operand(truth(scope, depth));
    return composite(
      `${test} ? ${expression(kind, scope, depth).text} : ${expression(kind, scope, depth).text}`,
    );
  };
}

/** A function that is called where it is written. */
function invoked(kind: Kind): Alternative {
  return (scope, depth) => {
    const written = thunk(scope, kind, depth);
    const [open, close] = scope.choices.pick(['(', ')()'], ['(', ').call(undefined)'], ['(', ')?.()']);
    return primary(`${open}${written}${close}`);
  };
}

/** A function that is called through `call`, `apply`, `bind` or an optional call. */
function calledThrough(scope: Scope, depth: number): Expression | undefined {
  const known = scope.callables.filter(({ value }) => value);
  const one = known[scope.choices.below(Math.max(1, known.length))];
  if (!one?.value || one.returns !== 'number' || !afford(scope, one.cost)) return undefined;
  const given = number(scope, depth).text;
  const name = one.value(scope);
  return primary(
    scope.choices.pick(
      `${name}.call(undefined, ${given})`,
      `${name}.apply(undefined, [${given}])`,
      `${name}.bind(undefined, ${given})()`,
      `${name}?.(${given})`,
      `[${name}][0]!(${given})`,
      `({ own: ${name} }).own(${given})`,
    ),
  );
}

function assigned(scope: Scope, depth: number): Expression | undefined {
  const known = scope.variables.filter(({ kind, mutable }) => mutable && kind === 'number');
  const one = known[scope.choices.below(Math.max(1, known.length))];
  if (!one) return undefined;
  const operator = scope.choices.pick('=', '+=', '-=', '||=', '&&=', '??=');
  return composite(`${one.name} ${operator} ${number(assigning(scope, one, operator), depth).text}`);
}

/** What is assigned by `??=` is evaluated where the compiler takes the variable for one without a value. */
export function assigning(scope: Scope, variable: Variable, operator: string): Scope {
  return operator === '??='
    ? inside(scope, { variables: scope.variables.filter((one) => one !== variable) })
    : scope;
}

/** An object with a method, or a class, that is used where it is written. */
function member(kind: Kind): Alternative {
  return (scope, depth) => {
    const body = withBody(scope, [], kind, depth, { ownThis: true });
    return primary(
      scope.choices.pick(
        `({ own(): ${kind} ${body} }).own()`,
        `new (class { own(): ${kind} ${body} })().own()`,
        `(class { static own(): ${kind} ${body} }).own()`,
      ),
    );
  };
}

function arithmetic(scope: Scope, depth: number): Expression {
  const left = operand(number(scope, depth));
  const right = operand(number(scope, depth));
  return scope.choices.pick(
    composite(`${left} + ${right}`),
    composite(`${left} - ${right}`),
    composite(`${left} * ${right} % 97`),
    composite(`(${left} ** 2) % 89`),
    composite(`-${left} + ${right}`),
    composite(`${left} as number`),
    composite(`${left} satisfies number`),
    primary(`${left}!`),
    primary(`Math.max(${left}, ...[${right}])`),
    primary(`[${left}, ${right}].length`),
    primary(`({ a: ${left}, ['b']: ${right} }).b`),
    composite(`[${left}, ${right}][1] ?? 0`),
    composite(`typeof ${left} === 'number' ? ${right} : 0`),
    composite(`+${left}`),
    composite(`~${left}`),
    composite(`(void ${left}, ${right})`),
    primary(`Number(${left})`),
    primary(`new Date(${left}).getTime()`),
  );
}

function fromItems(scope: Scope, depth: number): Expression {
  const list = items(scope, depth);
  const within = inside(scope, { times: scope.times * 6 });
  return scope.choices.pick<() => Expression>(
    () => primary(`${list}.length`),
    () => primary(`(${list} as number[]).indexOf(${number(scope, depth).text})`),
    () => composite(`${list}.at(0) ?? ${operand(number(scope, depth))}`),
    () => primary(`${list}.findIndex(${functionValue(within, 'truth', depth)})`),
    () =>
      composite(`${list}.find(${functionValue(within, 'truth', depth)}) ?? ${operand(number(scope, depth))}`),
    () =>
      composite(
        `${list}.findLast(${functionValue(within, 'truth', depth)}) ?? ${operand(number(scope, depth))}`,
      ),
    () => primary(`${list}.filter(${functionValue(within, 'truth', depth)}).length`),
    () => primary(folded('reduce', list, scope, depth)),
    () => primary(folded('reduceRight', list, scope, depth)),
  )();
}

function folded(method: string, list: string, scope: Scope, depth: number): string {
  const [sum, item] = [scope.fresh('sum'), scope.fresh('item')];
  const parameters = [sum, item].map((name) => ({ name, kind: 'number', mutable: false }) as const);
  const within = inside(scope, { times: scope.times * 6 });
  const body = withBody(within, parameters, 'number', depth);
  return `${list}.${method}((${sum}, ${item}) => ${body}, ${number(scope, depth).text})`;
}

const numbers: readonly Alternative[] = [
  literal,
  variable('number'),
  io(1, (scope) => primary(`${database(scope)}.count()`)),
  io(1, (scope, depth) =>
    composite(`${database(scope)}.get(${number(scope, depth).text})?.id ?? ${operand(number(scope, depth))}`),
  ),
  logged('number'),
  called('number'),
  called('number'),
  arithmetic,
  conditional('number'),
  io(1, (scope, depth) => primary(`${database(scope)}.save(${row(scope, depth)}).id`)),
  (scope, depth) => primary(`${operand(text(scope, depth))}.length`),
  io(1, (scope) => primary(`${database(scope)}.all().length`)),
  fromItems,
  invoked('number'),
  assigned,
  member('number'),
  calledThrough,
];

const texts: readonly Alternative[] = [
  (scope) => primary(`'${scope.choices.pick('a', 'bc', 'Ann', '')}'`),
  variable('string'),
  (scope, depth) => primary(`String(${number(scope, depth).text})`),
  (scope, depth) => primary(`\`\${${number(scope, depth).text}}-\${${text(scope, depth).text}}\``),
  io(1, (scope, depth) =>
    composite(`${database(scope)}.get(${number(scope, depth).text})?.name ?? ${operand(text(scope, depth))}`),
  ),
  called('string'),
  logged('string'),
  (scope, depth) => composite(`${operand(text(scope, depth))} + ${operand(text(scope, depth))}`),
  (scope, depth) => primary(`${items(scope, depth)}.join('+')`),
  io(1, (scope, depth) => primary(`${database(scope)}.save(${row(scope, depth)}).name.slice(0, 4)`)),
  io(1, (scope) => primary(`${database(scope)}.all().map((row) => row.name).join()`)),
  conditional('string'),
  invoked('string'),
  (scope, depth) => composite(`String(${text(scope, depth).text}) || ${operand(text(scope, depth))}`),
  (scope, depth) => primary(`JSON.stringify({ a: ${number(scope, depth).text} })`),
  (scope, depth) =>
    primary(
      `${scope.use('../log', 'tag')}\`\${${text(scope, depth).text}}:\${${number(scope, depth).text}}\``,
    ),
  io(1, (scope, depth) =>
    composite(`${database(scope)}.get(${number(scope, depth).text})?.name.toUpperCase() ?? 'none'`),
  ),
  member('string'),
];

const truths: readonly Alternative[] = [
  (scope, depth) => composite(`${operand(number(scope, depth))} < ${operand(number(scope, depth))}`),
  (scope, depth) => composite(`${operand(number(scope, depth))} % 2 === 0`),
  (scope, depth) => composite(`${operand(truth(scope, depth))} && ${operand(truth(scope, depth))}`),
  (scope, depth) => composite(`${operand(truth(scope, depth))} || ${operand(truth(scope, depth))}`),
  (scope, depth) => composite(`!${operand(truth(scope, depth))}`),
  io(1, (scope, depth) => composite(`!!${database(scope)}.get(${number(scope, depth).text})`)),
  io(1, (scope, depth) => composite(`${database(scope)}.get(${number(scope, depth).text}) !== undefined`)),
  (scope, depth) => primary(`${operand(text(scope, depth))}.startsWith('A')`),
  (scope, depth) => some('some', scope, depth),
  (scope, depth) => some('every', scope, depth),
  (scope, depth) => primary(`(${items(scope, depth)} as number[]).includes(${number(scope, depth).text})`),
  (scope, depth) => composite(`'a' in { a: ${number(scope, depth).text} }`),
  (scope, depth) => composite(`Object(${number(scope, depth).text}) instanceof Number`),
];

function some(method: string, scope: Scope, depth: number): Expression {
  const list = items(scope, depth);
  return primary(
    `${list}.${method}(${functionValue(inside(scope, { times: scope.times * 6 }), 'truth', depth)})`,
  );
}

/** A row to save. */
export function row(scope: Scope, depth: number): string {
  return `{ id: ${number(scope, depth).text}, name: ${text(scope, depth).text} }`;
}
