import type { Choices } from './choices.js';
import { calling, type Named } from './declarations.js';
import { lines, type Statement } from './layout.js';
import type { Callable } from './scope.js';

/** How a file in JavaScript is written. */
export interface LegacyStyle {
  choices: Choices;
  fresh: (prefix: string) => string;
  /** With `require` and `module.exports`. */
  commonjs: boolean;
  semicolons: boolean;
}

/** A file in JavaScript, with its types in JSDoc. */
export function legacyFile(style: LegacyStyle, named: Named): { text: string; callables: Callable[] } {
  const { choices, fresh, commonjs } = style;
  const made: Statement[] = [];
  const exported: string[] = [];
  const callables: Callable[] = [];
  const say = commonjs ? '' : 'export ';
  for (let i = 0; i <= choices.below(3); i++) {
    const name = fresh('f');
    exported.push(name);
    const [one, two] = [plainNumber(choices), plainNumber(choices)];
    const functions = exported.slice(0, -1);
    const before = functions.at(-1);
    const plain = before === undefined || before.startsWith('K') ? one : `${before}(${one})`;
    made.push(
      ...choices.pick<Statement[]>(
        [
          { parts: ['/**', ' * @param {number} x', ' * @returns {number}', ' */'] },
          {
            parts: [`${say}function ${name}(x) {`, [`const first = ${plain}`, `return first + ${two}`], '}'],
          },
        ],
        [{ parts: ['/** @type {(x: number) => number} */'] }, `${say}const ${name} = (x) => ${plain}`],
        [
          { parts: ['/**', ' * @callback Source', ' * @param {number} x', ' * @returns {number}', ' */'] },
          { parts: ['/** @param {Source} source @param {number} x */'] },
          {
            parts: [
              `function with${name}(source, x) {`,
              [
                'let sum = 0',
                { parts: ['for (const one of [x, 1]) {', ['sum += source(one)'], '}'] },
                'return sum',
              ],
              '}',
            ],
          },
          { parts: ['/** @param {number} x */'] },
          {
            parts: [
              `${say}function ${name}(x) {`,
              [`return with${name}((x) => ${one}, x) + with${name}((x) => x, 2)`],
              '}',
            ],
          },
        ],
        [
          {
            parts: [
              `class Own${name} {`,
              [
                { parts: ['/** @param {number} x */', 'constructor(x) {', ['this.x = x'], '}'] },
                {
                  parts: [
                    '/** @param {number} y */',
                    'one(y) {',
                    [`const x = this.x + y`, `return ${one}`],
                    '}',
                  ],
                },
                { parts: ['get seen() {', [`const x = this.x`, `return ${two}`], '}'] },
              ],
              '}',
            ],
          },
          { parts: ['/** @param {number} x */'] },
          {
            parts: [
              `${say}function ${name}(x) {`,
              [`const own = new Own${name}(x)`, 'return own.one(2) + own.seen'],
              '}',
            ],
          },
        ],
        [
          `const table${name} = { a: (/** @type {number} */ x) => ${one}, b(/** @type {number} */ x) { return this.a(x) + 1 } }`,
          { parts: ['/** @param {number} x */'] },
          {
            parts: [
              `${say}function ${name}(x) {`,
              [`return table${name}.b(x) + table${name}.a.call(table${name}, x)`],
              '}',
            ],
          },
        ],
      ),
    );
    callables.push(calling(name, 1, 'number', 12 * (i + 1), named));
  }
  const [head, tail] = commonjs
    ? [
        ["const { db } = require('./db.cjs')", "const { log } = require('../log.cjs')"],
        [`module.exports = { ${exported.join(', ')} }`],
      ]
    : [["import { db } from './db.js'", "import { log } from '../log.js'"], []];
  return { text: [...lines([...head, ...made, ...tail], style), ''].join('\n'), callables };
}

/**
 * A number worked out of `x`, in words that are JavaScript too. Callbacks say what they take: helpers in JavaScript have no
 * types to tell them.
 */
function plainNumber(choices: Choices): string {
  return choices.pick(
    'db.count()',
    'x',
    '(db.get(x)?.id ?? 0)',
    'db.all().filter((row) => row.id > x).length',
    "log('at', db.count())",
    '[1, x].map((/** @type {number} */ one) => one + db.count()).length',
    "db.save({ id: x, name: 'Eve' }).name.length",
    '[2, x].reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + (db.get(one)?.id ?? 1), 0)',
  );
}
