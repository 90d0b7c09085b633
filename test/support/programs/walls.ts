import type { Choices } from './choices.js';

/** A file of code that cannot become asynchronous: before each piece, a comment names the code of its wall. */
export function wallsFile(choices: Choices, kind: '' | 'c'): string {
  const pieces = Array.from({ length: 1 + choices.below(4) }, (_one, i) => piece(choices, `w${i}`));
  return [`import { db } from './db.${kind}js';`, '', ...pieces.flat(), ''].join('\n');
}

const mark = '// a wall: ';

/** The codes of the walls that a file names, in order. */
export function wallsNamed(text: string): string[] {
  return [...text.matchAll(/^\/\/ a wall: (AS\d+)$/gm)].map(([, code = '']) => code).sort();
}

/** A text without the comments that mark walls. */
export function withoutMarkers(text: string): string {
  return text.replace(/^[ \t]*\/\/ asyncshift AS\d+: .*\r?\n/gm, '');
}

function piece(choices: Choices, name: string): string[] {
  const value = choices.pick(
    'db.count()',
    '(db.get(1)?.id ?? 0)',
    'db.all().length',
    "db.save({ id: 1, name: 'Eve' }).name.length",
  );
  const needed = choices.pick(
    `[3, 1].sort((a, b) => ${value} + a - b).length`,
    `[3, 1].toSorted((a, b) => { const by = ${value}; return by + a - b; }).length`,
    `'abc'.replace(/b/, () => String(${value})).length`,
    `JSON.stringify({ a: 1 }, (_key, one: unknown) => (${value} > 0 ? one : null)).length`,
    `Object.groupBy([1, 2], () => ${value})[1]!.length`,
    `(() => { const list = [1]; list.sort(function () { return ${value}; }); return list.length; })()`,
  );
  return choices.pick(
    [`${mark}AS208`, `export function ${name}(): number {`, `  return ${needed};`, '}'],
    [`${mark}AS208`, `export const ${name} = (): number => ${needed};`],
    [`${mark}AS208`, `export class ${name} {`, '  one(): number {', `    return ${needed};`, '  }', '}'],
    [
      `${mark}AS207`,
      `export class ${name} {`,
      '  own = 0;',
      '  set size(x: number) {',
      `    this.own = x + ${value};`,
      '  }',
      '}',
    ],
    [
      `${mark}AS210`,
      `export class ${name} {`,
      '  toString(): string {',
      `    return String(${value});`,
      '  }',
      '}',
      `export const text${name} = () => \`\${new ${name}()}\`;`,
    ],
    [
      `${mark}AS211`,
      `export function ${name}(x: unknown): x is number {`,
      `  return ${value} > 0 && typeof x === 'number';`,
      '}',
    ],
    [
      `${mark}AS211`,
      `export function ${name}(x: unknown): asserts x {`,
      `  if (${value} < 0) throw new Error(String(x));`,
      '}',
    ],
  );
}
