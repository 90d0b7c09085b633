import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.js';
import { processSurroundings } from '../../src/cli/context.js';
import { packageRoot } from '../../src/package/root.js';
import { printedBy, blocksUnder, readPage, tableRows } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';

const readme = readPage('README.md');
const [before = '', after = ''] = blocksUnder(readme, 'asyncshift', 'ts').map(({ text }) => text);
const [ormExample = ''] = blocksUnder(readme, 'The bundled ORM', 'ts').map(({ text }) => text);

/** What the example at the top of the README stands in. */
const application = {
  'src/models.ts': `import { column, createEngine, declarativeBase, relationship, sessionmaker, type Relation } from 'asyncshift/orm';

export const Base = declarativeBase();

export class Author extends Base.mapped('authors', {
  id: column.integer({ primaryKey: true }),
  name: column.string(50),
}) {}

export class Book extends Base.mapped('books', {
  id: column.integer({ primaryKey: true }),
  title: column.string(100),
  authorId: column.integer({ name: 'author_id', foreignKey: 'authors.id' }),
}) {
  static readonly rel = { author: relationship(() => Author) };
  declare author: Relation<Author>;
}

export const engine = createEngine('sqlite://');
export const SessionLocal = sessionmaker(engine);
`,
  'src/main.ts': `import { authorsOf } from './authors.js';
import { Author, Base, Book, engine, SessionLocal } from './models.js';

Base.metadata.createAll(engine);
SessionLocal.begin((session) => {
  const authors = ['Terry Pratchett', 'Neil Gaiman'].map((name) => new Author({ name }));
  session.addAll(authors.map((author) => new Book({ title: 'Good Omens', author })));
});
console.log(authorsOf('Good Omens').join(' and '));
`,
  'src/authors.ts': before,
  '.gitignore': 'node_modules\n',
};

const manifest = z
  .object({ name: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')));

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project(application);
  project.commitAll();
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

it('shows every ts block to a test', () => {
  const shown = readme.blocks.filter(({ language }) => language === 'ts').map(({ text }) => text);
  expect(shown).toEqual([before, after, ormExample]);
});

describe('the commands', () => {
  const commands = readme.blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trimEnd().split('\n'))
    .map((line) => line.replace(/ +#.*/, ''));

  it('are of kinds that are checked', () => {
    expect(commands.filter((line) => !/^(npm|npx) /.test(line))).toEqual([]);
  });

  it('of npm name scripts of this package, or install it', () => {
    const parts = commands.filter((line) => line.startsWith('npm ')).flatMap((line) => line.split(' && '));
    const known = ['npm ci', `npm install ${manifest.name}`, 'npm test'];
    expect(
      parts.filter((part) => {
        const script = /^npm run (\S+)$/.exec(part)?.[1] ?? '';
        return !known.includes(part) && !(script in manifest.scripts);
      }),
    ).toEqual([]);
    expect(manifest.scripts).toHaveProperty('test');
  });

  // In the order in which the README gives them, as a reader would.
  it('of npx preview, write, prove and undo', async () => {
    const own = commands.filter((line) => line.startsWith('npx asyncshift'));
    const ran: [string, number | undefined][] = [];
    const authors: string[] = [];
    for (const command of own) {
      const { exitCode } = await shell.run(command);
      ran.push([command, exitCode]);
      authors.push(project.read('src/authors.ts'));
    }
    expect(ran).toEqual([
      ['npx asyncshift src/', 1],
      ['npx asyncshift src/ --write', 0],
      ['npx asyncshift verify src/main.ts', 0],
      ['npx asyncshift undo', 0],
    ]);
    expect(authors).toEqual([before, after, after, before]);
  });

  it('of jscodeshift makes the same of a file', async () => {
    const [command = ''] = commands.filter((line) => line.startsWith('npx jscodeshift'));
    const { output, exitCode } = await shell.run(command);
    expect({ output, exitCode }).toEqual({
      output: expect.stringContaining('1 ok\n') as string,
      exitCode: 0,
    });
    expect(project.read('src/authors.ts')).toBe(after);
    await shell.run('git checkout --quiet . && git clean --quiet --force');
    expect(project.read('src/authors.ts')).toBe(before);
  });
});

it('the program of the ORM prints what it says', async () => {
  using alone = new Project({ 'main.ts': ormExample });
  expect(alone.compile()).toEqual([]);
  expect(await alone.runAll(['main.ts'])).toEqual(new Map([['main.ts', printedBy(ormExample)]]));
});

describe('the tables', () => {
  const program = createProgram(processSurroundings(), () => undefined);
  /** An option as help writes it, without its short form. */
  const written = (flags: string): string => flags.replace(/^-\w, /, '');
  const inTable = (cell: string): string[] =>
    [...cell.matchAll(/`(--[^`]+)`/g)].map(([, flags = '']) => flags);

  it('of options list what --help lists', () => {
    const inHelp = program
      .createHelp()
      .visibleOptions(program)
      .map(({ flags }) => written(flags));
    const shown = tableRows(readme, 'Options').flatMap(([cell = '']) => inTable(cell));
    expect([...shown].sort()).toEqual([...inHelp].sort());
  });

  it('of commands list the commands, and the options each has of its own', () => {
    const common = ['--color', '--no-color'];
    const inHelp = program.commands.map((command) => [
      `\`${command.name()}${command.registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`)).join('')}\``,
      command.options.map(({ flags }) => written(flags)).filter((flags) => !common.includes(flags)),
    ]);
    const shown = tableRows(readme, 'Commands').map(([name, , options = '']) => [name, inTable(options)]);
    expect(shown).toEqual(inHelp);
  });
});
