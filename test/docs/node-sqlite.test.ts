import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeWithSqlite } from '../support/nodes.js';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

const page = readPage('docs/node-sqlite.md');

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  shell = new Shell(project.root);
  if (nodeWithSqlite !== undefined) {
    shell.write({ node: `#!/bin/sh\nexec '${nodeWithSqlite}' --disable-warning=ExperimentalWarning "$@"\n` });
    shell.chmod('node', 0o755);
  }
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.runIf(nodeWithSqlite !== undefined).each(page.blocks)('does what it shows in line $line', (block) =>
  doAsShown(block, project, shell),
);

it.runIf(nodeWithSqlite !== undefined)('is of the right type after the migration', () => {
  expect(project.compile()).toEqual([]);
});
