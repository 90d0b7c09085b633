import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const program = `import { createEngine, sessionmaker, text } from 'asyncshift/orm';

const engine = createEngine('ENGINE');
const open = sessionmaker(engine);

export const one = (ids: readonly number[]) => ids.map((id) => {
  using session = open();
  return session.scalar(text('select ' + id));
});
export function two(ids: readonly number[]): void {
  const session = open();
  ids.forEach((id) => {
    session.scalar(text('select ' + id));
  });
  session.close();
}
`;

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace({
    'package.json': '{ "type": "module" }',
    'memory/main.ts': program.replace('ENGINE', 'sqlite://'),
    'server/main.ts': program.replace('ENGINE', 'postgresql://localhost/blog'),
    'configured/asyncshift.config.json': '{ "parallel": true }',
    'configured/main.ts': program.replace('ENGINE', 'sqlite://'),
  }).installAsyncshift();
});
afterAll(() => {
  workspace[Symbol.dispose]();
});

/** What is said of callbacks that do not run in parallel, and whether any does. */
async function said(...words: string[]): Promise<{ stayed: string[]; together: boolean }> {
  const { stdout } = await run(workspace.root, words);
  const lines = stdout.split('\n');
  const start = lines.findIndex((line) => line.includes('not run in parallel'));
  const stayed = start < 0 ? [] : lines.slice(start, lines.indexOf('', start));
  return { stayed, together: stdout.includes('Promise.all(ids.map(') };
}

test('without --parallel nothing runs in parallel, and nothing is said of it', async () => {
  expect(await said('server')).toEqual({ stayed: [], together: false });
});

test('with --parallel the summary says how many callbacks stay, and why', async () => {
  const oneSession = '  AS421 Its turns run one after another: session is used by every turn.';
  expect(await said('server', '--parallel')).toEqual({
    stayed: ['1 callback not run in parallel', oneSession, '    server/main.ts:12'],
    together: true,
  });
  const memory =
    '  AS421 Its turns run one after another: a database of sqlite has one connection or one writer for all.';
  const stayed = (folder: string) => [
    '2 callbacks not run in parallel',
    memory,
    `    ${folder}/main.ts:6`,
    oneSession,
    `    ${folder}/main.ts:12`,
  ];
  expect(await said('memory', '--parallel')).toEqual({ stayed: stayed('memory'), together: false });
  expect(await said('configured')).toEqual({ stayed: stayed('configured'), together: false });
});
