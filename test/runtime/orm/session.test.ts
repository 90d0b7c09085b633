import { describe, expect, it } from 'vitest';
import { createAsyncEngine } from '../../../src/runtime/asyncio.js';
import {
  Session,
  column,
  createEngine,
  declarativeBase,
  relationship,
  select,
  sessionmaker,
  text,
  trace,
  type Relation,
} from '../../../src/runtime/index.js';
import { failure } from './support/harness.js';
import { Base, Employee, Post, User } from './support/models.js';

function database() {
  const engine = createEngine('sqlite://');
  Base.metadata.createAll(engine);
  return engine;
}

describe('Session', () => {
  it('loads what is read, at once', () => {
    using session = new Session(database());
    session.add(new User({ name: 'Ann', posts: [new Post({ title: 'one' })] }));
    session.commit();
    const user = session.scalars(select(User)).one();
    expect([user.posts[0]?.author.name, user.posts[0]?.author === user]).toEqual(['Ann', true]);
  });

  it('is closed at the end of using, transactions are rolled back', () => {
    const engine = database();
    {
      using session = new Session({ bind: engine, expireOnCommit: false });
      using transaction = session.begin();
      session.add(new User({ name: 'Ann' }));
      transaction.commit();
    }
    {
      using session = new Session(engine);
      session.add(new User({ name: 'Bob' }));
      session.flush();
      using savepoint = session.beginNested();
      session.add(new User({ name: 'Cid' }));
      savepoint.close();
      session.reset();
    }
    using session = new Session(engine);
    expect(session.scalars(select(User.c.name)).all()).toEqual(['Ann']);
  });

  it('refuses an engine of the other face, and functions that give promises', async () => {
    const other = createAsyncEngine('sqlite+aiosqlite://');
    expect(await failure(() => new Session(other as never))).toBe(
      'ArgumentError: Session expects an Engine or Connection (createEngine), got one of the asynchronous face: use AsyncSession',
    );
    using session = new Session(database());
    const refused = await failure(() => session.begin(() => Promise.resolve(1)));
    expect(refused).toContain('ArgumentError: The function given to Session.begin() returned a promise');
    expect(session.inTransaction()).toBe(false);
  });

  it('says that an error comes from autoflush', async () => {
    using session = new Session(database());
    session.addAll([new User({ name: 'a', email: 'x' }), new User({ name: 'b', email: 'x' })]);
    expect(await failure(() => session.scalars(select(User)))).toMatch(
      /^IntegrityError: \(raised as a result of Query-invoked autoflush; consider using a session\.noAutoflush block if this flush is occurring prematurely\)\n/,
    );
    session.rollback();
    expect(await failure(() => session.noAutoflush(() => text(5 as never).compile('sqlite')))).toContain(
      'TypeError',
    );
    expect(session.autoflush).toBe(true);
  });

  it('knows what is new, dirty and deleted', () => {
    using session = new Session(database());
    const [ann, bob] = [new User({ name: 'Ann' }), new User({ name: 'Bob' })];
    session.addAll([ann, bob]);
    expect([session.new, session.isModified(ann), session.contains(bob)]).toEqual([[ann, bob], true, true]);
    session.flush();
    session.delete(bob);
    ann.age = 1;
    expect([session.dirty, session.deleted, [...session].length, session.isActive]).toEqual([
      [ann],
      [bob],
      2,
      true,
    ]);
    session.expungeAll();
    expect([session.contains(ann), [...session]]).toEqual([false, []]);
  });

  it('deletes rows after those that refer to them, also when references are not loaded', () => {
    const engine = database();
    using session = new Session(engine);
    // The one that refers has the smaller key.
    session.addAll([new Employee({ id: 1, name: 'Low' }), new Employee({ id: 2, name: 'Boss' })]);
    session.flush();
    session.execute(text('update employees set manager_id = 2 where id = 1'));
    session.commit();
    using recording = trace();
    for (const employee of session.scalars(select(Employee)).all()) session.delete(employee);
    session.flush();
    const deletes = recording.events.filter(({ sql }) => sql?.startsWith('delete'));
    expect(deletes.map(({ parameters }) => parameters)).toEqual([[1], [2]]);
  });

  it('makes sessions of a class of one’s own', () => {
    class Mine extends Session {
      readonly mine = true;
    }
    const SessionLocal = sessionmaker({ bind: database(), class_: Mine });
    SessionLocal.configure({ autoflush: false });
    using session = SessionLocal({ expireOnCommit: false });
    expect([session.mine, session.autoflush, SessionLocal.begin((inner) => inner.mine)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('relationships as declared', () => {
  const base = declarativeBase();
  class Owner extends base.mapped('owners', {
    id: column.integer({ primaryKey: true }),
    name: column.string(10),
  }) {
    static readonly rel = {
      things: relationship(() => Thing, { cascade: 'all, delete-orphan', lazy: 'selectin' }),
      eager: relationship(() => Thing, { lazy: 'joined', viewonly: true }),
      guarded: relationship(() => Thing, { lazy: 'raise', viewonly: true }),
      left: relationship(() => Leaf, { passiveDeletes: true }),
    };
    declare things: Relation<Thing[]>;
    declare eager: Relation<Thing[]>;
    declare guarded: Relation<Thing[]>;
    declare left: Relation<Leaf[]>;
  }
  class Thing extends base.mapped('things', {
    id: column.integer({ primaryKey: true }),
    ownerId: column.integer({ name: 'owner_id', foreignKey: 'owners.id' }),
  }) {}
  class Leaf extends base.mapped('leaves', {
    id: column.integer({ primaryKey: true }),
    ownerId: column.integer({
      foreignKey: { references: 'owners.id', onDelete: 'set null' },
      nullable: true,
    }),
  }) {}
  const fresh = () => {
    const engine = createEngine('sqlite://');
    base.metadata.createAll(engine);
    return new Session(engine);
  };

  it('are loaded as they say', async () => {
    using session = fresh();
    session.add(new Owner({ name: 'a', things: [new Thing(), new Thing()] }));
    session.commit();
    session.expungeAll();
    using recording = trace();
    const owner = session.scalars(select(Owner)).unique().one();
    expect([owner.things.length, owner.eager.length, recording.events.length]).toEqual([2, 2, 3]);
    expect(await failure(() => owner.guarded)).toBe(
      "InvalidRequestError: 'Owner.guarded' is not available due to lazy='raise'",
    );
  });

  it('let a child move to another parent without being an orphan', () => {
    using session = fresh();
    const [a, b] = [new Owner({ name: 'a', things: [new Thing()] }), new Owner({ name: 'b' })];
    session.addAll([a, b]);
    session.commit();
    b.things.push(...a.things.splice(0));
    session.commit();
    expect([a.things.length, b.things.length, session.scalar(select(Thing.c.ownerId))]).toEqual([0, 1, 2]);
  });

  it('leave rows to the database with passiveDeletes', () => {
    using session = fresh();
    const owner = new Owner({ name: 'a', left: [new Leaf()] });
    session.add(owner);
    session.commit();
    using recording = trace();
    session.delete(owner);
    session.flush();
    const sql = recording.events.map((event) => event.sql ?? '').filter((each) => each.includes('leaves'));
    expect(sql).toEqual([]);
  });
});
