import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.js';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const files = {
  'package.json': '{ "type": "module", "exports": "./dist/index.js" }',
  'src/index.ts': `export { Posts, type Counter } from './posts.js';
export * as tools from './tools.js';
export { inner } from './inner.js';
`,
  'src/posts.ts': `import { text, type Session } from 'asyncshift/orm';
import { hidden } from './inner.js';

export interface Counter {
  count(): number;
}

export class Posts implements Counter {
  constructor(private readonly session: Session) {}

  count(): number {
    return Number(this.session.scalar(text('select 1')));
  }

  static of(
    session: Session,
    name = 'posts',
  ) {
    hidden(session);
    return [name, session.scalar(text('select 2'))].length;
  }

  name(): string {
    return 'posts';
  }

  private secret(): number {
    return this.count();
  }
}
`,
  'src/tools.ts': `import type { Session } from 'asyncshift/orm';
import { hidden } from './inner.js';

export const each = <T,>(session: Session, map: (one: number) => T): T => {
  hidden(session);
  return map(1);
};
`,
  'src/inner.ts': `import { text, type Session } from 'asyncshift/orm';

export function hidden(session: Session): void {
  session.execute(text('select 3'));
}

export function inner(): number {
  return 1;
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

test('functions the package exports are listed with their old and new signature', async () => {
  const { stdout } = await run(workspace.root, ['--json']);
  const { apiChanges } = JSON.parse(stdout) as Plan;
  expect(apiChanges).toEqual([
    {
      name: 'Counter.count',
      file: 'src/posts.ts',
      line: 5,
      before: '(): number',
      after: '(): Promise<number>',
    },
    {
      name: 'Posts.count',
      file: 'src/posts.ts',
      line: 11,
      before: '(): number',
      after: '(): Promise<number>',
    },
    {
      name: 'Posts.of',
      file: 'src/posts.ts',
      line: 15,
      before: "(session: Session, name = 'posts'): number",
      after: "(session: AsyncSession, name = 'posts'): Promise<number>",
    },
    {
      name: 'tools.each',
      file: 'src/tools.ts',
      line: 4,
      before: '<T,>(session: Session, map: (one: number) => T): T',
      after: '<T,>(session: AsyncSession, map: (one: number) => T): Promise<T>',
    },
  ]);
});

test('the summary lists them', async () => {
  const { stdout } = await run(workspace.root, []);
  expect(stdout).toContain(
    [
      '4 changes of the API: exported from the package, and asynchronous now',
      '  Counter.count src/posts.ts:5',
      '    before (): number',
      '    after  (): Promise<number>',
      '',
    ].join('\n'),
  );
});

test('getters that became methods and classes that got a factory are listed', async () => {
  using own = new Workspace({
    'package.json': '{ "type": "module", "private": true, "exports": "./dist/index.js" }',
    'src/index.ts': `import { text, type Session } from 'asyncshift/orm';

export interface Sized {
  readonly size: number;
}
export class Report implements Sized {
  readonly rows: number;
  constructor(
    private readonly session: Session,
    limit = 10,
  ) {
    this.rows = Number(session.scalar(text(\`select \${limit}\`)));
  }
  get size(): number {
    return Number(this.session.scalar(text('select 1')));
  }
  get title() {
    return [this.session.scalar<string>(text("select 'a'"))];
  }
  private get secret(): number {
    return Number(this.session.scalar(text('select 2')));
  }
  get plain(): number {
    return this.rows;
  }
  sum(): number {
    return this.secret + this.size + this.title.length;
  }
}
export const sizeOf = (session: Session): number => new Report(session, 3).sum();
`,
  }).installAsyncshift();
  const { stdout } = await run(own.root, ['--json']);
  const { apiChanges = [] } = JSON.parse(stdout) as Plan;
  expect(apiChanges.map(({ name, before, after }) => ({ name, before, after }))).toEqual([
    { name: 'Sized.size', before: ': number', after: '(): Promise<number>' },
    {
      name: 'new Report',
      before: 'new Report(session: Session, limit = 10)',
      after: 'Report.create(session: AsyncSession, limit = 10): Promise<Report>',
    },
    { name: 'Report.size', before: ': number', after: '(): Promise<number>' },
    { name: 'Report.title', before: ': unknown[]', after: '(): Promise<unknown[]>' },
    { name: 'Report.sum', before: '(): number', after: '(): Promise<number>' },
    {
      name: 'sizeOf',
      before: '(session: Session): number',
      after: '(session: AsyncSession): Promise<number>',
    },
  ]);
});
