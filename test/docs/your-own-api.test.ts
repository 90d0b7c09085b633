import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

const page = readPage('docs/your-own-api.md');

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  mkdirSync(project.path('node_modules'), { recursive: true });
  symlinkSync(path.resolve('test/support/notedb'), project.path('node_modules/notedb'));
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.each(page.blocks)('does what it shows in line $line', (block) => doAsShown(block, project, shell));
