import { attempted, left, looped, switched } from './control-flow.js';
import { assigning, database, expression, number, row, text, truth } from './expressions.js';
import { functionValue, items, sequence, withBody } from './functions.js';
import { oneLine, type Statement } from './layout.js';
import {
  afford,
  inside,
  insideFunction,
  operand,
  type Callable,
  type Kind,
  type Scope,
  type Variable,
} from './scope.js';

/** Statements, and the scope of what follows them. */
export interface Made {
  made: Statement[];
  scope: Scope;
}

type Alternative = (scope: Scope, depth: number) => Made;

/** A number of statements, each seeing what those before it declare. */
export function statements(scope: Scope, count: number, depth: number): Made {
  const made: Statement[] = [];
  let at = scope;
  for (let i = 0; i < count; i++) {
    const next = statement(at, depth);
    made.push(...next.made);
    at = next.scope;
  }
  return { made, scope: at };
}

/** A statement, or a few that belong together. */
export function statement(scope: Scope, depth: number): Made {
  const alternatives = all();
  const chosen = alternatives[scope.choices.below(alternatives.length)];
  return depth > 0 && chosen ? chosen(scope, depth - 1) : printed(scope, depth);
}

/** A value that is printed. */
export function printed(scope: Scope, depth: number): Made {
  const kind = scope.choices.pick<Kind>('number', 'string');
  const log = scope.use('../log', 'log');
  const made = `${log}('${scope.fresh('at ')}', ${expression(kind, scope, depth).text})`;
  return { made: [made], scope };
}

/** The statements of a block. */
export function block(scope: Scope, depth: number, changes: Partial<Scope> = {}): Statement[] {
  const within = inside(scope, changes);
  return statements(within, 1 + scope.choices.below(2), depth).made;
}

function declaring(scope: Scope, variable: Variable): Scope {
  return inside(scope, { variables: [...scope.variables, variable] });
}

function declared(scope: Scope, depth: number): Made {
  const kind = scope.choices.pick<Kind>('number', 'string');
  const mutable = scope.choices.flag();
  const value = expression(kind, scope, depth).text;
  // The type of a choice between literals would be theirs alone.
  const type = mutable || value.includes('?') || scope.choices.flag() ? `: ${kind}` : '';
  const name = scope.fresh('v');
  const made = `${mutable ? 'let' : 'const'} ${name}${type} = ${value}`;
  return { made: [made], scope: declaring(scope, { name, kind, mutable }) };
}

function assigned(scope: Scope, depth: number): Made {
  const known = scope.variables.filter(({ mutable }) => mutable);
  const one = known[scope.choices.below(Math.max(1, known.length))];
  if (!one) return printed(scope, depth);
  const operator = scope.choices.pick('=', '+=', '||=', '??=');
  const value = expression(one.kind, assigning(scope, one, operator), depth).text;
  return { made: [`${one.name} ${operator} ${value}`], scope };
}

/** An expression for its effects alone. */
function evaluated(scope: Scope, depth: number): Made {
  const alone = scope.choices.pick<() => string>(
    () => number(scope, depth).text,
    () => text(scope, depth).text,
    () => `${operand(truth(scope, depth))} && ${operand(number(scope, depth))}`,
    () => `void ${operand(number(scope, depth))}`,
    () => `[${number(scope, depth).text}].map(${functionValue(scope, 'number', depth)})`,
  )();
  const made = /^(?:\{|function\b|class\b|let\b)/.test(alone) ? `(${alone})` : alone;
  return { made: [made], scope };
}

function tested(scope: Scope, depth: number): Made {
  const test = truth(scope, depth).text;
  const parts: (string | Statement[])[] = [`if (${test}) {`, block(scope, depth)];
  if (scope.choices.flag()) parts.push(`} else if (${truth(scope, depth).text}) {`, block(scope, depth));
  if (scope.choices.flag()) parts.push('} else {', block(scope, depth));
  return { made: [{ parts: [...parts, '}'] }], scope };
}

function forEach(scope: Scope, depth: number): Made {
  const list = items(scope, depth);
  const [name, index] = [scope.fresh('x'), scope.fresh('n')];
  const parameters = [name, index].map((one) => ({ name: one, kind: 'number', mutable: false }) as const);
  const within = insideFunction(scope, parameters, { times: 6 });
  const body = oneLine(block(within, depth));
  const made = scope.choices.pick(
    `${list}.forEach((${name}, ${index}) => { ${body} })`,
    `new Set(${list}).forEach((${name}) => { const ${index} = 1; ${body} })`,
    `new Map(${list}.map((one) => [one, one])).forEach((${name}, ${index}) => { ${body} })`,
  );
  return { made: [made], scope };
}

function destructured(scope: Scope, depth: number): Made {
  const name = scope.fresh('v');
  const made = scope.choices.pick<() => string>(
    () => `const { a: ${name} } = { a: ${number(scope, depth).text} }`,
    () => `const [${name} = ${number(scope, depth).text}]: number[] = [${number(scope, depth).text}]`,
    () => `const [${name} = 1] = ${sequence(scope, depth) ?? '[]'}`,
    () => `const [, ${name} = 3, ...rest${name}] = ${sequence(scope, depth) ?? '[]'}`,
    () => `const { a: ${name} = ${number(scope, depth).text} }: { a?: number } = {}`,
    () => {
      if (!afford(scope, 1)) return `const [${name}] = [1] as const`;
      const given = `${database(scope)}.get(${number(scope, depth).text})`;
      return `const { id: ${name} } = ${given} ?? ${row(scope, depth)}`;
    },
    () => `const [, ${name}] = [${number(scope, depth).text}, ${number(scope, depth).text}] as const`,
    () => `const { length: ${name} } = ${items(scope, depth)}`,
  )();
  return { made: [made], scope: declaring(scope, { name, kind: 'number', mutable: false }) };
}

/** A function inside a function, or a function chosen at run time. */
function closure(scope: Scope, depth: number): Made {
  const name = scope.fresh('f');
  const x = { name: scope.fresh('x'), kind: 'number', mutable: false } as const;
  const own = { spent: 0, limit: 12 };
  const within = inside(scope, { budget: own, times: 1 });
  const type = scope.choices.flag() ? ': number' : '';
  const arrow = () => `(${x.name}: number)${type} => ${withBody(within, [x], 'number', depth)}`;
  const made = scope.choices.pick<() => string>(
    () => `const ${name} = ${arrow()}`,
    () =>
      `const ${name} = function (${x.name}: number)${type} ${withBody(within, [x], 'number', depth, { ownThis: true })}`,
    () => `const ${name}: (x: number) => number = ${functionValue(within, 'number', depth)}`,
    () =>
      `const ${name} = ${operand(truth(scope, depth))} ? ${arrow()} : (${x.name}: number)${type} => ${x.name}`,
    () => `const { ${name} } = { ${name}: ${arrow()} }`,
    () =>
      `let ${name} = (${x.name}: number)${type} => ${x.name}; ${name} = ${functionValue(within, 'number', depth)}`,
  )();
  const callable: Callable = {
    parameters: ['number'],
    returns: 'number',
    cost: own.spent,
    call: (_scope, args) => `${name}(${args.join(', ')})`,
    value: () => name,
  };
  return { made: [made], scope: inside(scope, { callables: [...scope.callables, callable] }) };
}

/** Functions of both kinds that are called through one type. */
function gathered(scope: Scope, depth: number): Made {
  const name = scope.fresh('fn');
  const within = inside(scope, { times: scope.times * 3 });
  const log = scope.use('../log', 'log');
  const functions = [0, 1].map(() => functionValue(within, 'number', depth));
  const [type, list] = [`((x: number) => number)[]`, `[${functions.join(', ')}]`];
  const given = [number(within, depth).text];
  const made = scope.choices.pick<Statement[]>(
    [
      `const ${name}s: ${type} = ${list}`,
      { parts: [`for (const ${name} of ${name}s) {`, [`${log}('each', ${name}(${given.join()}))`], '}'] },
    ],
    [
      `const ${name}s: Record<string, (x: number) => number> = { a: ${functions[0] ?? ''}, b: ${functions[1] ?? ''} }`,
      `${log}('named', ${name}s['a']?.(${given.join()}) ?? 0)`,
      `${log}('named', ${name}s['b']!(${given.join()}))`,
    ],
    [
      `const ${name}s = new Map<string, (x: number) => number>([['a', ${functions[0] ?? ''}]])`,
      `${log}('got', ${name}s.get('a')?.(${given.join()}) ?? 0)`,
    ],
  );
  return { made, scope };
}

/** Read when it is asked for: the modules import each other. */
const all = (): readonly Alternative[] => [
  printed,
  declared,
  declared,
  assigned,
  evaluated,
  tested,
  looped,
  looped,
  left,
  switched,
  attempted,
  forEach,
  destructured,
  closure,
  gathered,
];
