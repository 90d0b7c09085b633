import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const files = {
  'package.json': '{ "type": "module" }',
  'src/posts.ts': `import { text, type Session } from 'asyncshift/orm';

export class Posts {
  constructor(private readonly session: Session) {}

  count(): number {
    return Number(this.session.scalar(text('select 1')));
  }

  toString(): string {
    return String(this.count());
  }
}
`,
  'src/report.ts': `import type { Posts } from './posts.js';

export function report(posts: Posts): string {
  return \`\${posts.count()} posts\`;
}
`,
};

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace(files).installAsyncshift();
});
afterAll(() => {
  workspace[Symbol.dispose]();
});

const chain = [
  'src/report.ts:4 expression awaited',
  '  src/report.ts:4 posts.count() calls Posts.count',
  "  src/posts.ts:7 this.session.scalar(text('select 1')) calls asyncshift/orm#Session.scalar",
  '  asyncshift/orm#Session.scalar (asyncshift/orm)',
  '',
].join('\n');

test('a line is explained by the chain to the database call', async () => {
  const ran = await run(workspace.root, ['explain', 'src/report.ts:4']);
  expect(ran).toEqual({ code: 0, stdout: chain, stderr: 'Analysing 2 files …\n' });
});

test('a column says which of several steps', async () => {
  const { stdout } = await run(workspace.root, ['explain', 'src/report.ts:3:40', '--json']);
  const { steps } = JSON.parse(stdout) as { steps: { kind: string }[] };
  expect(steps.map(({ kind }) => kind)).toEqual(['make-async', 'wrap-type']);
});

test('a wall is explained with its path', async () => {
  const { stdout } = await run(workspace.root, ['explain', 'src/posts.ts:11']);
  expect(stdout).toMatch(/^src\/posts\.ts:11 AS210 .+\n {2}src\/posts\.ts:11 this\.count\(\)\n/);
  expect(stdout).toContain('\n  asyncshift/orm#Session.scalar (asyncshift/orm)\n');
});

test('a line that stays says so, and names the nearest that changes', async () => {
  const { stdout, code } = await run(workspace.root, ['explain', 'src/report.ts:2']);
  expect(code).toBe(0);
  expect(stdout).toBe(
    'Nothing changes at src/report.ts:2.\nThe nearest line that changes is src/report.ts:3.\n',
  );
});

test.each([
  ['src/gone.ts:1', 'error src/gone.ts: There is no such file. Write a place as file:line, or a code.\n'],
  ['src/report.ts:99', 'error src/report.ts: The file has 6 lines, so there is no line 99.\n'],
])('%s is refused', async (place, stderr) => {
  expect(await run(workspace.root, ['explain', place])).toEqual({ code: 2, stdout: '', stderr });
});

test('after --write, a line is explained by the plan of that run', async () => {
  expect((await run(workspace.root, ['--write', '--allow-dirty'])).code).toBe(1);
  const lines = workspace.read('src/report.ts').split('\n');
  const line = lines.findIndex((text) => text.includes('await posts.count()')) + 1;
  const ran = await run(workspace.root, ['explain', `src/report.ts:${String(line)}`]);
  expect(ran).toEqual({ code: 0, stdout: chain, stderr: '' });
});
