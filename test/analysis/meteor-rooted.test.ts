import { expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { rewrite } from '../../src/rewrite/index.js';
import { Workspace } from '../project/workspace.js';

const files = {
  'imports/api/tasks.js': `import { Mongo } from 'meteor/mongo';
export const Tasks = new Mongo.Collection('tasks');
export const left = () => Tasks.find({ done: false }).count();
`,
  'server/main.js': `import { left } from '/imports/api/tasks';
export function report() {
  return left() + 1;
}
`,
  'client/main.js': `import { Tasks } from '/imports/api/tasks';
export const shown = () => Tasks.find().fetch();
`,
};

/** What becomes of the files in a project with another folder. */
function migrated(folder: string): Record<string, string> {
  using workspace = new Workspace({ ...files, [folder]: '' });
  const outcome = analyse({
    root: workspace.root,
    files: Object.keys(files).map((name) => workspace.path(name)),
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { files: after } = rewrite(outcome.plan, (file) => workspace.read(file));
  return Object.fromEntries(after.map(({ file, after }) => [file, after]));
}

it('without Meteor’s types, imports from the project’s folder are followed', () => {
  const after = migrated('.meteor/release');
  expect(Object.keys(after).sort()).toEqual(['imports/api/tasks.js', 'server/main.js']);
  expect(after['server/main.js']).toContain('async function report() {\n  return await left() + 1;');
});

it('they mean nothing of the kind in other projects', () => {
  expect(Object.keys(migrated('.other/release'))).toEqual(['imports/api/tasks.js']);
});
