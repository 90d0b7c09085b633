import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

const page = readPage('docs/verify-run.md');

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  for (const name of ['@types/better-sqlite3', 'libsql'])
    symlinkSync(path.join(packageRoot, 'node_modules', name), project.path(`node_modules/${name}`));
  symlinkSync(
    path.join(packageRoot, 'test/support/better-sqlite3'),
    project.path('node_modules/better-sqlite3'),
  );
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.each(page.blocks)('does what it shows in line $line', (block) => doAsShown(block, project, shell));
