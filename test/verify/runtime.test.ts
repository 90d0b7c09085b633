import { describe, expect, it } from 'vitest';
import { verify, type Check, type CheckName, type Verdict } from '../../src/verify/index.js';
import { differing, makeFolder, project, type Files } from './workspace.js';

/** A program on the bundled ORM, without asyncshift in its node_modules; and the same by hand on the asynchronous face. */
const base = {
  ...project,
  'models.ts': `
    import { column, declarativeBase, relationship, type Relation } from 'asyncshift/orm';
    export const Base = declarativeBase();
    export class User extends Base.mapped('users', {
      id: column.integer({ primaryKey: true }),
      name: column.string(50),
    }) {
      static readonly rel = { posts: relationship(() => Post, { backPopulates: 'author' }) };
      declare posts: Relation<Post[]>;
    }
    export class Post extends Base.mapped('posts', {
      id: column.integer({ primaryKey: true }),
      title: column.string(200),
      authorId: column.integer({ foreignKey: 'users.id' }),
    }) {
      static readonly rel = { author: relationship(() => User, { backPopulates: 'posts' }) };
      declare author: Relation<User>;
    }
  `,
};

const sync = `
    import { createEngine, select, sessionmaker, type Session } from 'asyncshift/orm';
    import { Base, Post, User } from './models.js';

    const engine = createEngine('sqlite:///blog.db');
    const SessionLocal = sessionmaker(engine);

    function rename(session: Session, name: string, to: string): void {
      const nested = session.beginNested();
      const user = session.execute(select(User).where(User.c.name.eq(name))).scalars().one();
      user.name = to;
      nested.commit();
    }

    Base.metadata.createAll(engine);
    {
      using session = SessionLocal();
      const ann = new User({ name: 'Ann', posts: [new Post({ title: 'one' }), new Post({ title: 'two' })] });
      session.add(ann);
      session.commit();
      console.log(ann.id, ann.name);
      session.commit();
    }
    {
      using session = SessionLocal();
      rename(session, 'Ann', 'Bea');
      const [user] = session.scalars(select(User)).all();
      console.log(user?.name, user?.posts.map((post) => post.title).join());
      session.commit();
      console.log(user?.posts.length);
      using other = SessionLocal();
      other.add(new User({ name: 'Cy' }));
      other.rollback();
      session.delete(session.get(Post, 1)!);
      session.commit();
    }
`;

const async = `
    import { select } from 'asyncshift/orm';
    import { asyncSessionmaker, createAsyncEngine, type AsyncSession } from 'asyncshift/orm/asyncio';
    import { Base, Post, User } from './models.js';

    const engine = createAsyncEngine('sqlite+aiosqlite:///blog.db');
    const SessionLocal = asyncSessionmaker(engine, { expireOnCommit: false });

    async function rename(session: AsyncSession, name: string, to: string): Promise<void> {
      const nested = await session.beginNested();
      const user = (await session.execute(select(User).where(User.c.name.eq(name)))).scalars().one();
      user.name = to;
      await nested.commit();
    }

    await Base.metadata.createAll(engine);
    {
      await using session = SessionLocal();
      const ann = new User({ name: 'Ann', posts: [new Post({ title: 'one' }), new Post({ title: 'two' })] });
      session.add(ann);
      await session.commit();
      console.log(ann.id, ann.name);
      await session.commit();
    }
    {
      await using session = SessionLocal();
      await rename(session, 'Ann', 'Bea');
      const [user] = (await session.scalars(select(User))).all();
      console.log(user?.name, (await user?.awaitableAttrs.posts)?.map((post) => post.title).join());
      await session.commit();
      console.log((await user?.awaitableAttrs.posts)?.length);
      await using other = SessionLocal();
      other.add(new User({ name: 'Cy' }));
      await other.rollback();
      await session.delete((await session.get(Post, 1))!);
      await session.commit();
    }
`;

function verifyAgainst(after: string, more: Files = {}): Promise<Verdict> {
  const files = { ...base, ...more };
  const projectRoot = makeFolder({ ...files, 'main.ts': after });
  return verify({
    projectRoot,
    before: differing({ ...files, 'main.ts': sync }, { ...files, 'main.ts': after }),
  });
}

function check(verdict: Verdict, name: CheckName): Check | undefined {
  return verdict.checks.find((one) => one.name === name);
}

function without(text: string): string {
  if (!async.includes(text)) throw new Error(`not in the program: ${text}`);
  return async.replace(text, text.replace('await ', ''));
}

describe('a program moved to the asynchronous face', () => {
  it('is proved to do the same', async () => {
    const verdict = await verifyAgainst(async);
    expect(verdict.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(check(verdict, 'SQL trace')?.summary).toMatch(
      /^the same \d+ events; left out: [1-9]\d* refreshes after a commit before the change, 0 after it$/,
    );
    expect(check(verdict, 'database')?.summary).toBe('the same contents in the end (2 tables, 2 rows)');
    expect(verdict).toMatchObject({ ok: true, complete: true, notes: [] });
  });

  it('is caught when a commit is dropped: the strict runtime says so', async () => {
    const verdict = await verifyAgainst(without('await session.commit();\n    }\n    {'));
    expect(check(verdict, 'promises')?.details).toEqual([
      expect.stringMatching(/^main\.ts:\d+:7 floating promise session\.commit\(\) is not awaited/),
    ]);
    expect(check(verdict, 'exit code')?.summary).toBe('exit code 0 before, exit code 1 after');
    expect(check(verdict, 'exit code')?.details.join('\n')).toContain(
      "RuntimeWarning: coroutine 'AsyncSession.commit' was never awaited",
    );
  });

  it('is caught when it reads a relationship as before', async () => {
    const verdict = await verifyAgainst(async.replace('(await user?.awaitableAttrs.posts)?', 'user?.posts'));
    expect(verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'output',
      'exit code',
      'SQL trace',
      'database',
    ]);
    expect(check(verdict, 'exit code')?.details.join('\n')).toContain('MissingGreenlet');
  });

  it('is caught when it rolls back what it committed', async () => {
    const verdict = await verifyAgainst(async.replace('await nested.commit()', 'await nested.rollback()'));
    expect(check(verdict, 'database')?.details).toContain('-  {"id":1,"name":"Bea"}');
  });
});

describe('a program in JavaScript', () => {
  const report = (face: 'sync' | 'async') => `
    const { text } = require('asyncshift/orm');
    exports.one = ${face === 'async' ? 'async ' : ''}(engine) => {
      ${face === 'async' ? 'await ' : ''}engine.connect();
      if (text('select 1').constructor !== engine.known) throw new Error('two copies');
      return 'one copy';
    };
  `;
  const main = (face: 'sync' | 'async') => `
    import { text } from 'asyncshift/orm';
    import { ${face === 'async' ? 'createAsyncEngine' : 'createEngine'} } from 'asyncshift/orm${face === 'async' ? '/asyncio' : ''}';
    import report from './report.cjs';
    const engine = ${face === 'async' ? "createAsyncEngine('sqlite+aiosqlite://')" : "createEngine('sqlite://')"};
    engine.known = text('select 1').constructor;
    console.log(${face === 'async' ? 'await ' : ''}report.one(engine));
  `;

  it('has one copy of a package, however it is loaded', async () => {
    const side = (face: 'sync' | 'async') => ({
      'package.json': '{ "type": "module" }',
      'report.cjs': report(face),
      'main.js': main(face),
    });
    const projectRoot = makeFolder(side('async'));
    const verdict = await verify({
      projectRoot,
      entry: 'main.js',
      before: differing(side('sync'), side('async')),
    });
    expect(verdict.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(check(verdict, 'output')?.summary).toMatch(/^the same/);
  });
});
