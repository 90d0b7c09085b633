import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AsyncSession,
  asyncSessionmaker,
  createAsyncEngine,
  type AsyncEngine,
} from '../../../src/runtime/asyncio.js';
import {
  createEngine,
  noload,
  raiseload,
  select,
  selectinload,
  text,
  trace,
} from '../../../src/runtime/index.js';
import { failure } from './support/harness.js';
import { Base, Post, User } from './support/models.js';

let engine: AsyncEngine;
beforeEach(async () => {
  engine = createAsyncEngine('sqlite+aiosqlite://');
  await Base.metadata.createAll(engine);
  await asyncSessionmaker(engine).begin((session) => {
    session.add(new User({ name: 'Ann', posts: [new Post({ title: 'one' }), new Post({ title: 'two' })] }));
  });
});
afterEach(() => engine.dispose());

describe('reads that would have to wait', () => {
  it('of a relationship that is not loaded name it, and what to do', async () => {
    await using session = new AsyncSession(engine);
    const user = await session.get(User, 1);
    expect(await failure(() => user?.posts)).toBe(
      "MissingGreenlet: greenlet_spawn has not been called; can't call await_only() here. Was IO attempted in an unexpected place? " +
        "'User.posts' is not loaded yet, and a lazy load cannot be awaited by reading an attribute: read it with `await " +
        'obj.awaitableAttrs.posts`, or load it eagerly: select(User).options(selectinload(User.rel.posts)). ' +
        '(Background on this error at: https://sqlalche.me/e/20/xd2s)',
    );
    expect((await user?.awaitableAttrs.posts)?.map(({ title }) => title)).toEqual(['one', 'two']);
    expect(user?.posts.length).toBe(2);
  });

  it('of an attribute that commit() has expired say so', async () => {
    await using session = new AsyncSession(engine);
    const user = (await session.scalars(select(User))).one();
    await session.commit();
    expect(await failure(() => user.name)).toContain(
      "'User.name' has expired (by commit()) and would have to be loaded again: await session.refresh(obj) first, read it with " +
        '`await obj.awaitableAttrs.name`, or make the session with { expireOnCommit: false }.',
    );
    expect([await user.awaitableAttrs.name, user.age, await user.awaitableAttrs.label]).toEqual([
      'Ann',
      18,
      'Ann <>',
    ]);
  });

  it('of a reference the identity map holds need not wait', async () => {
    await using session = new AsyncSession(engine);
    const user = (await session.scalars(select(User).options(selectinload(User.rel.posts)))).one();
    expect(user.posts.map((post) => post.author === user)).toEqual([true, true]);
  });

  it('of a new object give what is there, until it is flushed', async () => {
    await using session = new AsyncSession(engine);
    const user = new User({ name: 'Bob' });
    session.add(user);
    const before = [user.posts.length, user.profile];
    await session.flush();
    expect([before, (await failure(() => user.posts)).split(':')[0]]).toEqual([[0, null], 'MissingGreenlet']);
  });

  it('of a relationship that must not be loaded say that first, and awaitableAttrs is no promise itself', async () => {
    await using session = new AsyncSession(engine);
    const user = (
      await session.scalars(select(User).options(raiseload(User.rel.posts), noload(User.rel.notes)))
    ).one();
    expect(await failure(() => user.posts)).toBe(
      "InvalidRequestError: 'User.posts' is not available due to lazy='raise'",
    );
    const attributes: unknown = await Promise.resolve(user.awaitableAttrs);
    expect([user.notes, attributes === undefined]).toEqual([[], false]);
  });

  it('inside a getter or JSON.stringify load nothing that is not there', async () => {
    await using session = new AsyncSession(engine);
    const user = (await session.scalars(select(User))).one();
    expect(JSON.parse(JSON.stringify(user))).toEqual({
      id: 1,
      name: 'Ann',
      email: null,
      age: 18,
      createdAt: '2024-01-02T03:04:05.678Z',
    });
    session.expire(user);
    expect(JSON.stringify(user)).toBe('{}');
  });
});

describe('operations', () => {
  it('are cold: nothing happens until they are awaited', async () => {
    await using session = new AsyncSession(engine);
    session.add(new User({ name: 'Bob' }));
    using recording = trace();
    const committing = session.commit();
    await Promise.resolve();
    expect(recording.events).toEqual([]);
    await committing;
    await committing;
    expect(recording.events.map(({ kind }) => kind)).toEqual(['begin', 'execute', 'commit']);
  });

  it('of one session do not run at the same time', async () => {
    await using session = new AsyncSession(engine);
    const provisioning = await Promise.allSettled([
      session.scalar(text('select 1')),
      session.scalar(text('select 2')),
    ]);
    expect(provisioning.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
    expect(String((provisioning[1] as PromiseRejectedResult).reason)).toBe(
      'InvalidRequestError: This session is provisioning a new connection; concurrent operations are not permitted ' +
        '(Background on this error at: https://sqlalche.me/e/20/isce)',
    );
    const busy = await Promise.allSettled([session.scalar(text('select 1')), session.commit()]);
    expect(String((busy[1] as PromiseRejectedResult).reason)).toContain(
      "IllegalStateChangeError: Method 'commit()' can't be called here; method 'scalar()' is already in progress",
    );
    expect(await session.scalar(text('select 3'))).toBe(3);
  });

  it('give streams, which are iterated with for await', async () => {
    await using session = new AsyncSession(engine);
    const titles: string[] = [];
    for await (const { title } of await session.stream(select(Post.c.title).orderBy(Post.c.id)))
      titles.push(title);
    for await (const post of await session.streamScalars(select(Post).orderBy(Post.c.id)))
      titles.push(post.title);
    const parts: number[] = [];
    for await (const part of (await session.streamScalars(select(Post))).partitions(1))
      parts.push(part.length);
    expect([titles, parts]).toEqual([
      ['one', 'two', 'one', 'two'],
      [1, 1],
    ]);
  });

  it('give the session’s connection', async () => {
    await using session = new AsyncSession(engine);
    session.add(new User({ name: 'Bob' }));
    await session.flush();
    const connection = await session.connection();
    expect(await connection.scalar(text('select count(*) from users'))).toBe(2);
  });
});

describe('blocks', () => {
  const names = async () => {
    await using session = new AsyncSession(engine);
    return (await session.scalars(select(User.c.name).orderBy(User.c.id))).all();
  };

  it('commit what their function did when it returns, and roll back when it throws', async () => {
    const SessionLocal = asyncSessionmaker({ bind: engine, expireOnCommit: false });
    const user = await SessionLocal.begin(async (session) => {
      const bob = new User({ name: 'Bob' });
      session.add(bob);
      await session.flush();
      await session.beginNested(async () => {
        session.add(new User({ name: 'Cid' }));
        await session.flush();
      });
      return bob;
    });
    const failed = failure(() =>
      SessionLocal.begin(async (session) => {
        session.add(new User({ name: 'Dan' }));
        await session.flush();
        throw new Error('boom');
      }),
    );
    expect([user.name, await failed, await names()]).toEqual(['Bob', 'Error: boom', ['Ann', 'Bob', 'Cid']]);
  });

  it('await using ends sessions and transactions', async () => {
    {
      await using session = new AsyncSession(engine);
      await using transaction = await session.begin();
      session.add(new User({ name: 'Bob' }));
      await transaction.commit();
    }
    {
      await using session = new AsyncSession(engine);
      await using transaction = await session.begin();
      session.add(new User({ name: 'Cid' }));
      await session.flush();
      expect(transaction.isActive).toBe(true);
    }
    expect(await names()).toEqual(['Ann', 'Bob']);
  });
});

describe('making sessions', () => {
  it('refuses an engine of the other face, and works without one until it needs it', async () => {
    const sync = createEngine('sqlite://');
    expect(await failure(() => new AsyncSession(sync as never))).toBe(
      'ArgumentError: AsyncSession expects an AsyncEngine or AsyncConnection (createAsyncEngine), got one of the synchronous face',
    );
    expect(await failure(() => new AsyncSession('sqlite://' as never))).toContain('ArgumentError');
    const unbound = new AsyncSession();
    expect(await failure(() => unbound.scalar(text('select 1')))).toBe(
      'UnboundExecutionError: This Session is not bound to an engine or connection: give it one, as in new Session(engine)',
    );
  });

  it('takes options of maker and call, and a class of one’s own', async () => {
    class Mine extends AsyncSession {
      readonly mine = true;
    }
    const SessionLocal = asyncSessionmaker(engine, { class_: Mine, closeResetsOnly: false });
    SessionLocal.configure({ autoflush: false });
    const session = SessionLocal();
    expect([session.mine, session.autoflush, SessionLocal({ autoflush: true }).autoflush]).toEqual([
      true,
      false,
      true,
    ]);
    await session.close();
    expect(await failure(() => session.scalar(text('select 1')))).toBe(
      'InvalidRequestError: This Session has been permanently closed and is unable to handle any more transaction requests.',
    );
  });
});
