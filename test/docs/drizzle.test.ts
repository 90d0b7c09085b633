import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { DrizzlePackages } from '../support/drizzle.js';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

const page = readPage('docs/drizzle.md');

let project: Project;
let installed: DrizzlePackages;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  installed = new DrizzlePackages();
  for (const [name, folder] of Object.entries(installed.packages)) {
    const link = project.path(`node_modules/${name}`);
    if (existsSync(link)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(folder, link);
  }
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  installed[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.each(page.blocks)('does what it shows in line $line', (block) => doAsShown(block, project, shell));
