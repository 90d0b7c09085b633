import { rmSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { daemon } from '../../src/cli/commands/daemon.js';
import type { ExitCode } from '../../src/cli/exit-code.js';
import {
  Resident,
  type FileAnalysis,
  type FileQuestion,
  type FileRewriting,
} from '../../src/cli/resident.js';
import { stages } from '../../src/cli/stages.js';
import { Workspace } from '../project/workspace.js';

const project = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2023', 'esnext.disposable'],
      types: [],
    },
    include: ['src'],
  }),
  'src/users.ts': `import type { Session } from 'asyncshift/orm';

export const ping = (session: Session): unknown => session.scalar('select 1');
`,
  'src/report.ts': `import type { Session } from 'asyncshift/orm';
import { ping } from './users.js';

export function report(session: Session): string {
  return String(ping(session));
}
`,
};

const sync = `import type { Session } from 'asyncshift/orm';

export const ping = (session: Session): unknown => session.info;
`;

let workspace: Workspace;
let connection: MessageConnection;
let ended: Promise<ExitCode>;
let input: PassThrough;
const rewrite = (question: FileQuestion) => connection.sendRequest<FileRewriting>('rewrite', question);

beforeEach(() => {
  workspace = new Workspace(project);
  input = new PassThrough();
  const output = new PassThrough();
  ended = daemon({ cwd: workspace.root, stages, input, output });
  connection = createMessageConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  connection.listen();
});

afterEach(async () => {
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
  expect(input.destroyed).toBe(true);
  connection.dispose();
  workspace[Symbol.dispose]();
});

/** What a daemon that has seen nothing before says. */
function afresh(question: FileQuestion): Promise<FileRewriting> {
  return new Resident(stages, workspace.root).rewrite(question);
}

describe('the daemon', () => {
  test('rewrites one file as the whole project asks for it', async () => {
    const { text, changed, alsoChanges } = await rewrite({ file: 'src/report.ts' });
    expect(text).toBe(`import type { AsyncSession } from 'asyncshift/orm/asyncio';
import { ping } from './users.js';

export async function report(session: AsyncSession): Promise<string> {
  return String(await ping(session));
}
`);
    expect(changed).toBe(true);
    expect(alsoChanges).toEqual(['src/users.ts']);
  });

  test('says the same after edits as one that starts afresh, with texts on disk and in the editor', async () => {
    const file = 'src/report.ts';
    await rewrite({ file });
    const unsaved = { 'src/users.ts': sync };
    const inEditor = await rewrite({ file, unsaved });
    expect(inEditor.text).toContain('return String(ping(session));');
    expect(inEditor).toEqual(await afresh({ file, unsaved }));

    workspace.write({ 'src/users.ts': sync });
    expect(await rewrite({ file })).toEqual(inEditor);

    const text = project['src/report.ts'].replace(
      'String(ping(session))',
      'String(session.scalar("select 2"))',
    );
    const own = await rewrite({ file, text });
    expect(own.text).toContain('String(await session.scalar("select 2"))');
    expect(own).toEqual(await afresh({ file, text }));
  });

  test('sees files come and go', async () => {
    const file = 'src/report.ts';
    const text = `import { late } from './late.js';\n\nexport const all = (): unknown => late();\n`;
    expect((await rewrite({ file, text })).changed).toBe(false);
    workspace.write({
      'src/late.ts': `import { createEngine } from 'asyncshift/orm';\n\nexport const late = (): unknown => createEngine('sqlite://').connect();\n`,
    });
    const found = await rewrite({ file, text });
    expect(found.text).toContain('export const all = async (): Promise<unknown> => await late();');
    expect(found).toEqual(await afresh({ file, text }));
    rmSync(workspace.path('src/late.ts'));
    expect((await rewrite({ file, text })).changed).toBe(false);
  });

  test('changes nothing outside the file when asked to', async () => {
    const question: FileQuestion = { file: 'src/users.ts', scope: 'file' };
    const { text, alsoChanges } = await rewrite(question);
    expect(text).toContain('await session.scalar');
    expect(alsoChanges).toEqual([]);
    const { steps } = await connection.sendRequest<FileAnalysis>('analyse', question);
    expect(steps.map(({ kind }) => kind)).toContain('await');
  });

  test('answers what is not in order, and goes on', async () => {
    const file = 'src/report.ts';
    await expect(rewrite({ file, text: 'export const = 1;\n' })).rejects.toMatchObject({
      code: -32000,
      message: expect.stringContaining('The file does not parse') as string,
      data: [{ file: workspace.path(file), line: 1 }],
    });
    await expect(rewrite({ file: 'src/none.ts' })).rejects.toMatchObject({ code: -32000 });
    await expect(connection.sendRequest('rewrite', { text: 1 })).rejects.toMatchObject({ code: -32602 });
    expect((await rewrite({ file })).changed).toBe(true);
  });
});
