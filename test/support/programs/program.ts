import fc from 'fast-check';
import { Choices } from './choices.js';
import { cycle } from './cycle.js';
import { declaration, type DeclarationSeed, type Named } from './declarations.js';
import { callArguments, database, expression } from './expressions.js';
import { lines, type Statement } from './layout.js';
import { legacyFile } from './legacy.js';
import { afford, inside, type Callable, type Scope } from './scope.js';
import { statement } from './statements.js';
import { wallsFile } from './walls.js';

/** What a program is made from. */
export interface ProgramSeed {
  style: readonly number[];
  declarations: readonly DeclarationSeed[];
  main: readonly (readonly number[])[];
  /** Files beside the others: two that import each other, and one with walls. */
  beside: readonly number[];
}

/** The files of a program by name; `main.ts` is run. */
export type Program = ReadonlyMap<string, string>;

const numbers = (maxLength: number) =>
  fc.array(fc.noBias(fc.nat(9999)), { minLength: 0, maxLength, size: 'max' });

/** Seeds of programs that end, and do the same whenever they are run. */
export const programSeeds: fc.Arbitrary<ProgramSeed> = fc.record({
  style: numbers(8),
  declarations: fc.array(
    fc.record({ head: numbers(80), body: fc.array(numbers(80), { maxLength: 4, size: 'max' }) }),
    { maxLength: 5, size: 'max' },
  ),
  main: fc.array(numbers(80), { minLength: 1, maxLength: 4, size: 'max' }),
  beside: numbers(40),
});

const logText = `/** Prints a value and gives it back. */
export function log<T>(what: string, value: T): T {
  console.log(what, value);
  return value;
}

/** A template tag that prints what it puts together. */
export function tag(texts: TemplateStringsArray, ...values: (string | number)[]): string {
  return log('tag', texts.reduce((all, text, i) => \`\${all}\${text}\${values[i] ?? ''}\`, ''));
}
`;

/** Files beside the programs, which all of them import. */
export const sharedFiles: Program = new Map([
  ['log.ts', logText],
  ['log.cts', logText],
]);

/** Writes the program a seed stands for. */
export function program(seed: ProgramSeed): Program {
  const style = new Choices(seed.style);
  const layout = { semicolons: !style.flag() };
  const lineEnd = style.below(5) === 4 ? '\r\n' : '\n';
  const databaseText = style.pick(
    "export const db = open([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]);",
    "export const db = new Store([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]);",
    "export const db: Store = open([{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]);",
  );
  const used = ['open', 'Store'].filter((name) => databaseText.includes(name)).join(', ');
  const count = 1 + style.below(3);
  const commonjs = style.below(6) === 5;
  const kind = commonjs ? 'c' : '';
  const files = new Map([[`db.${kind}ts`, `import { ${used} } from 'store';\n\n${databaseText}\n`]]);
  const callables: Callable[] = [];
  let counter = 0;
  const fresh = (prefix: string) => `${prefix}${++counter}`;
  if (style.below(3) === 2) {
    const named: Named = (at, name) => at.use('./legacy', name);
    const legacy = legacyFile({ choices: style, fresh, commonjs, semicolons: layout.semicolons }, named);
    files.set(`legacy.${kind}js`, legacy.text);
    callables.push(...legacy.callables);
  }

  const beside = new Choices(seed.beside);
  if (beside.below(4) === 3) {
    const named: Named = (at, name) => at.use('./even', name);
    const both = cycle(beside, kind, named);
    for (const [file, text] of both.files) files.set(file, text);
    callables.push(...both.callables);
  }
  if (beside.below(4) === 3) files.set(`walls.${kind}ts`, wallsFile(beside, kind));

  for (let i = 0; i < count; i++) {
    const own = seed.declarations.filter(
      (_one, at) => Math.floor((at * count) / seed.declarations.length) === i,
    );
    const file = i === count - 1 ? 'main' : `lib${i}`;
    const imports = new Imports(file, style, `.${kind}js`);
    const scope: Scope = {
      choices: style,
      use: imports.use,
      fresh,
      variables: [],
      callables,
      budget: { spent: 0, limit: 120 },
      times: 1,
      loops: [],
      awaits: !commonjs,
    };
    const named: Named = (at, name) => at.use(`./${file}`, name);
    const made: Statement[] = [];
    for (const one of own) {
      const found = declaration(one, inside(scope, { callables: [...callables] }), named);
      made.push(...found.made);
      callables.push(...found.callables);
    }
    if (file === 'main')
      made.push(...mainStatements(seed.main, inside(scope, { callables: [...callables] })));
    else if (made.length === 0) continue;
    const text = [...imports.lines(), '', ...lines(made, layout), ''].join('\n');
    files.set(`${file}.${kind}ts`, text.replaceAll('\n', lineEnd));
  }
  return files;
}

function mainStatements(seeds: readonly (readonly number[])[], scope: Scope): Statement[] {
  let at = scope;
  const made: Statement[] = [];
  for (const seed of seeds) {
    const next = statement(inside(at, { choices: new Choices(seed) }), 4);
    made.push(...next.made);
    at = next.scope;
    if (scope.awaits) made.push(...awaiting(at));
  }
  const log = scope.use('../log', 'log');
  const end = inside(at, { choices: new Choices(seeds.at(-1) ?? []) });
  return [...made, `${log}('end', ${expression('number', end, 2).text})`];
}

/** A call of an asynchronous function there was before, if there is one. */
function awaiting(scope: Scope): Statement[] {
  const known = scope.callables.filter(({ returns }) => returns === 'later');
  const one = known[scope.choices.below(Math.max(1, known.length))];
  if (!one || !afford(scope, one.cost)) return [];
  const call = one.call(scope, callArguments(one, 'number', scope, 2));
  const log = scope.use('../log', 'log');
  return [
    scope.choices.pick(
      `${log}('later', await ${call})`,
      `${log}('later', await ${call}.then((one) => one + ${database(scope)}.count()))`,
      `for await (const one of [${call}]) ${log}('later', one)`,
      `${log}('later', await ${call}.catch((error: unknown) => ${log}('error', String(error)).length))`,
    ),
  ];
}

/** What a file imports, and by which names. */
class Imports {
  readonly #file: string;
  readonly #style: Choices;
  readonly #extension: string;
  readonly #modules = new Map<string, { form: number; names: Set<string> }>();

  constructor(file: string, style: Choices, extension: string) {
    this.#extension = extension;
    this.#file = file;
    this.#style = style;
  }

  /** The name the file has for an export of a module: of another one, or its own. */
  readonly use = (module: string, name: string): string => {
    const path = module.startsWith('.') || module === 'store' ? module : `./${module}`;
    if (path === `./${this.#file}`) return name;
    const known = this.#modules.get(path) ?? { form: this.#style.below(3), names: new Set() };
    this.#modules.set(path, known);
    known.names.add(name);
    if (path === 'store' || known.form === 0) return name;
    return known.form === 1 ? `${name}_` : `${alias(path)}.${name}`;
  };

  lines(): string[] {
    return [...this.#modules].map(([path, { form, names }]) => {
      const from = path === 'store' ? path : `${path}${this.#extension}`;
      if (form === 2 && path !== 'store') return `import * as ${alias(path)} from '${from}';`;
      const rename = form === 1 && path !== 'store';
      return `import { ${[...names].map((name) => (rename ? `${name} as ${name}_` : name)).join(', ')} } from '${from}';`;
    });
  }
}

const alias = (path: string): string => `${path.replace(/\W/g, '')}Module`;
