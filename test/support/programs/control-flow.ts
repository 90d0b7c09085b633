import { database, expression, number, text, truth } from './expressions.js';
import { items, sequence } from './functions.js';
import type { Statement } from './layout.js';
import { afford, inside, operand, type Kind, type Scope } from './scope.js';
import { block, printed, type Made } from './statements.js';

/** A loop of any kind, of a few turns. */
export function looped(scope: Scope, depth: number): Made {
  const label = scope.choices.flag() ? scope.fresh('loop') : '';
  const mark = label ? `${label}: ` : '';
  const name = scope.fresh('i');
  const turns = { times: scope.times * 3, loops: [...scope.loops, label] };
  const withItem = (kind: Kind = 'number'): Partial<Scope> => ({
    ...turns,
    variables: [...scope.variables, { name, kind, mutable: false }],
  });
  const header = inside(scope, { times: scope.times * 4 });
  return scope.choices.pick<() => Made>(
    () => {
      const over = items(scope, depth);
      return loop(`${mark}for (const ${name} of ${over}.slice(0, 3)) {`, block(scope, depth, withItem()));
    },
    () => {
      const head = `${mark}for (let ${name} = 0; ${name} < Math.min(3, ${number(header, depth).text}); ${name}++) {`;
      return loop(head, block(scope, depth, withItem()));
    },
    () => {
      const head = `${mark}while (${name}++ < 2 && ${operand(truth(header, depth))}) {`;
      const made = loop(head, block(scope, depth, withItem()));
      return { ...made, made: [`let ${name} = 0`, ...made.made] };
    },
    () => {
      const body = block(scope, depth, withItem());
      const tail = `} while (${name}++ < 2 && ${operand(truth(header, depth))})`;
      return { made: [`let ${name} = 0`, { parts: [`${mark}do {`, body, tail] }], scope };
    },
    () => {
      if (!afford(scope, 1)) return printed(scope, depth);
      const head = `${mark}for (const { name: ${name} } of ${database(scope)}.all().slice(0, 3)) {`;
      return loop(head, block(scope, depth, withItem('string')));
    },
    () => {
      const over = sequence(scope, depth) ?? '[1]';
      return loop(`${mark}for (const ${name} of ${over}) {`, block(scope, depth, withItem()));
    },
    () => {
      const head = `${mark}for (const ${name} in { a: ${number(scope, depth).text}, b: 2 }) {`;
      return loop(head, block(scope, depth, withItem('string')));
    },
  )();

  function loop(head: string, body: Statement[]): Made {
    return { made: [{ parts: [head, body, '}'] }], scope };
  }
}

/** Leaves the loop, the turn or the function, under a condition. */
export function left(scope: Scope, depth: number): Made {
  const ways: (() => string)[] = [];
  for (const label of scope.loops) {
    const to = label ? ` ${label}` : '';
    if (label || label === scope.loops.at(-1))
      ways.push(
        () => `break${to}`,
        () => `continue${to}`,
      );
  }
  const { result } = scope;
  if (result) ways.push(() => `return ${expression(result, scope, depth).text}`);
  ways.push(() => `throw new Error(${text(scope, depth).text})`);
  const test = truth(scope, depth).text;
  const way = ways[scope.choices.below(ways.length)]?.() ?? '';
  return { made: [{ parts: [`if (${test}) {`, [way], '}'] }], scope };
}

/** A switch. */
export function switched(scope: Scope, depth: number): Made {
  const cases = [0, 1].flatMap((value) => {
    const when = value === 1 && scope.choices.flag() ? number(scope, depth).text : String(value);
    return [
      `case ${when}: {`,
      [...block(scope, depth, switching(scope)), ...(scope.choices.flag() ? [] : ['break'])],
      '}',
    ];
  });
  const rest = ['default: {', block(scope, depth, switching(scope)), '}'];
  const head = `switch (Math.abs(${number(scope, depth).text}) % 3) {`;
  return { made: [{ parts: [head, ...cases, ...(scope.choices.flag() ? rest : []), '}'] }], scope };
}

/** In a switch, `break` is its own; the loops around are left by their labels alone. */
function switching(scope: Scope): Partial<Scope> {
  return { loops: scope.loops.filter((label) => label !== '') };
}

/** A try with a catch, a finally, or both. */
export function attempted(scope: Scope, depth: number): Made {
  const log = scope.use('../log', 'log');
  const error = scope.fresh('error');
  const tried = block(scope, depth);
  if (scope.choices.flag()) tried.push(`throw new Error(${text(scope, depth).text})`);
  const parts: (string | Statement[])[] = ['try {', tried];
  const how = scope.choices.below(3);
  if (how !== 2) {
    const caught: Statement[] = [`${log}('caught', String(${error}))`];
    parts.push(`} catch (${error}) {`, [...caught, ...block(scope, depth)]);
  }
  if (how !== 0) parts.push('} finally {', block(scope, depth));
  return { made: [{ parts: [...parts, '}'] }], scope };
}
