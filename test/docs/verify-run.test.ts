import { afterAll, beforeAll, it } from 'vitest';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

const page = readPage('docs/verify-run.md');

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.each(page.blocks)('does what it shows in line $line', (block) => doAsShown(block, project, shell));
