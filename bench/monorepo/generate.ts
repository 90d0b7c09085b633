import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { databaseFiles, sharedFiles } from './database-files.js';
import { names, plainFiles } from './plain-files.js';

/** The package that holds what all others share. */
const database = 'database';

/**
 * Writes a monorepo of so many source files, the same ones each time: one package with the database's session, and packages
 * of two dozen files, about a quarter of which reach the database. A package uses another one's services and texts.
 * @param folder made if it is missing
 * @param packageRoot where the `asyncshift` that the code imports is installed
 * @returns the names of the source files
 */
export function generateMonorepo(folder: string, files: number, packageRoot: string): string[] {
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    if (name.endsWith('.ts')) written.push(name);
  };
  write('package.json', `${JSON.stringify({ name: 'monorepo', private: true, type: 'module' })}\n`);
  write('tsconfig.json', `${JSON.stringify({ compilerOptions, include: ['packages'] }, undefined, 2)}\n`);
  mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true });
  for (const [name, target] of [
    ['asyncshift', '.'],
    ['@types/node', 'node_modules/@types/node'],
  ] as const) {
    symlinkSync(path.join(packageRoot, target), path.join(folder, 'node_modules', name));
  }
  for (const [name, text] of Object.entries(sharedFiles)) write(`packages/${database}/src/${name}`, text);
  for (let number = 0; written.length < files; number++) {
    for (const [name, text] of packageFiles(number).slice(0, files - written.length)) write(name, text);
  }
  return written;
}

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The files of one package: a quarter of them reach the database. Those that others import come first. */
function packageFiles(number: number): [string, string][] {
  const plain = Object.entries(plainFiles).flatMap(([name, template]) =>
    (name.includes('<name>') ? names : [names[0]]).map((word) => [name, template, word] as const),
  );
  const reaching = Object.entries(databaseFiles).map(
    ([name, template]) => [name, template, names[0]] as const,
  );
  return [...plain, ...reaching].map(([name, template, word]) => [
    `${folderOf(number)}/${fill(name, number, word)}`,
    fill(template, number, word),
  ]);
}

const folderOf = (number: number) => `packages/part-${number}/src`;
const owners = ['customer', 'supplier', 'member', 'author', 'student'] as const;
const items = ['order', 'delivery', 'ticket', 'article', 'course'] as const;
const ownerOf = (number: number) => `${owners[number % owners.length] ?? ''}${number}`;
const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Fills in a template for one package. The one it uses others of is half as far on, so chains of packages stay short. */
function fill(template: string, number: number, name: string): string {
  const other = Math.floor(number / 2);
  const owner = ownerOf(number);
  const item = `${items[number % items.length] ?? ''}${number}`;
  const holds = (condition: boolean) => (condition ? '$1' : '');
  const values: Record<string, string> = {
    owner,
    Owner: capital(owner),
    item,
    Item: capital(item),
    name,
    Name: capital(name),
    'name-0': names[0],
    'Owner-other': capital(ownerOf(other)),
    'name-other': name,
    n: String(number),
    small: String(2 + (number % 5)),
    big: String(1000 + number * 7),
    other: `../../part-${other}/src`,
    database: `../../${database}/src`,
  };
  return template
    .replace(/<if-other>([^]*?)<\/if-other>/g, holds(other !== number))
    .replace(/<if-plain-other>([^]*?)<\/if-plain-other>/g, holds(other !== number))
    .replace(/<([\w-]+)>/g, (found, key: string) => values[key] ?? found);
}
