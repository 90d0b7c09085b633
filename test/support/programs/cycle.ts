import type { Choices } from './choices.js';
import { calling, type Named } from './declarations.js';
import type { Callable } from './scope.js';

/** Two files that import each other: their functions call each other until a number is used up. */
export function cycle(
  choices: Choices,
  kind: '' | 'c',
  named: Named,
): { files: Map<string, string>; callables: Callable[] } {
  const files = new Map([
    [`even.${kind}ts`, half('even', 'odd', choices, kind)],
    [`odd.${kind}ts`, half('odd', 'even', choices, kind)],
  ]);
  return { files, callables: [calling('even', 1, 'number', 24, named)] };
}

function half(own: string, other: string, choices: Choices, kind: string): string {
  const whole = choices.flag();
  const from = `./${other}.${kind}js`;
  const called = whole ? `${other}Module.${other}` : other;
  const step = 'Math.min(x, 3) - 1';
  const again = choices.pick(
    `${called}(${step}) + ${plain(choices)}`,
    `[${step}].map((one) => ${called}(one)).reduce((a, b) => a + b, ${plain(choices)})`,
    `[${step}].map(${called}).length`,
    `(${called}(${step}) || ${plain(choices)})`,
  );
  const body = [`  if (!(x > 0)) return ${plain(choices)};`, `  return ${again};`];
  return [
    `import { db } from './db.${kind}js';`,
    whole ? `import * as ${other}Module from '${from}';` : `import { ${other} } from '${from}';`,
    '',
    ...choices.pick(
      [`export function ${own}(x: number): number {`, ...body, '}'],
      [`export const ${own} = (x: number): number => {`, ...body, '};'],
      [
        `const own = {`,
        '  step(x: number): number {',
        ...body,
        '  },',
        '};',
        `export const ${own} = (x: number) => own.step(x);`,
      ],
      [
        `class Own {`,
        '  static step(x: number): number {',
        ...body,
        '  }',
        '}',
        `export const ${own}: (x: number) => number = Own.step;`,
      ],
    ),
    `export const rows${own} = () => db.all().length;`,
    '',
  ].join('\n');
}

function plain(choices: Choices): string {
  return choices.pick(
    '1',
    'x',
    'db.count()',
    '(db.get(x)?.id ?? 2)',
    'db.all().filter((row) => row.id > x).length',
  );
}
