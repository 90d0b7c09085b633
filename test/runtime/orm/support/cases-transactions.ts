import { AsyncSession } from '../../../../src/runtime/asyncio.js';
import { Session, select } from '../../../../src/runtime/index.js';
import { failure, type Case, type Db } from './harness.js';
import { Note, Post, User } from './models.js';

const names = async (db: Db) => {
  await db.endTransactions();
  const session = db.session();
  const all = (await session.scalars(select(User.c.name).orderBy(User.c.name))).all();
  await session.close();
  return all;
};

/** Transactions, savepoints, and what becomes of objects in them. */
export const transactionCases: Case[] = [
  {
    name: 'a rollback expunges new objects, and has the others loaded again',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      await session.commit();
      const bob = new User({ name: 'Bob' });
      session.add(bob);
      ann.name = 'Changed';
      await session.flush();
      await session.rollback();
      return [
        await db.read(ann, 'name'),
        session.contains(bob),
        session.contains(ann),
        bob.name,
        await names(db),
      ];
    },
    expected: ['Ann', false, true, 'Bob', ['Ann']],
  },
  {
    name: 'a rollback brings deleted objects back',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      await session.commit();
      await session.delete(ann);
      await session.flush();
      const gone = session.contains(ann);
      await session.rollback();
      return [gone, session.contains(ann), await db.read(ann, 'name'), await names(db)];
    },
    expected: [false, true, 'Ann', ['Ann']],
  },
  {
    name: 'savepoints undo what was done in them, and only that',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      const savepoint = await session.beginNested();
      session.add(new User({ name: 'Bob' }));
      ann.name = 'Changed';
      await session.flush();
      await savepoint.rollback();
      const inner = await session.beginNested();
      session.add(new User({ name: 'Cid' }));
      await inner.commit();
      const states = [
        savepoint.isActive,
        inner.isActive,
        session.inNestedTransaction(),
        session.inTransaction(),
      ];
      await session.commit();
      return [states, await db.read(ann, 'name'), await names(db)];
    },
    expected: [[false, false, false, true], 'Ann', ['Ann', 'Cid']],
  },
  {
    name: 'an outer rollback undoes savepoints that were released',
    async program(db) {
      const session = db.session();
      const outer = await session.beginNested();
      const inner = await session.beginNested();
      session.add(new User({ name: 'Ann' }));
      await inner.commit();
      await outer.rollback();
      session.add(new User({ name: 'Bob' }));
      await session.commit();
      return names(db);
    },
    expected: ['Bob'],
  },
  {
    name: 'a failed flush in a savepoint leaves the outer transaction usable',
    async program(db) {
      const session = db.session();
      session.add(new User({ name: 'Ann', email: 'a@example.com' }));
      await session.flush();
      const savepoint = await session.beginNested();
      session.add(new User({ name: 'Twin', email: 'a@example.com' }));
      const first = (await failure(() => session.flush())).split(':')[0];
      const third = (await failure(() => session.scalars(select(User)))).split(':')[0];
      await savepoint.rollback();
      session.add(new User({ name: 'Bob' }));
      await session.commit();
      return [first, third, await names(db)];
    },
    expected: ['IntegrityError', 'PendingRollbackError', ['Ann', 'Bob']],
  },
  {
    name: 'a failed flush needs a rollback before anything else',
    async program(db) {
      const session = db.session();
      session.add(new User({ name: 'Ann', email: 'a@example.com' }));
      await session.commit();
      session.add(new User({ name: 'Twin', email: 'a@example.com' }));
      const errors = [
        await failure(() => session.commit()),
        await failure(() => session.scalar(select(User.c.id))),
      ];
      const kinds = errors.map((error) => error.split(':')[0]);
      const active = session.isActive;
      await session.rollback();
      session.add(new User({ name: 'Bob' }));
      await session.commit();
      return [kinds, active, errors[1]?.includes('first issue Session.rollback()'), await names(db)];
    },
    expected: [['IntegrityError', 'PendingRollbackError'], false, true, ['Ann', 'Bob']],
  },
  {
    name: 'begin(fn) and beginNested(fn) commit on return and roll back on throw',
    async program(db) {
      const session = db.session();
      // An async function on the synchronous face would be refused, so nothing in these is awaited.
      const made = await session.begin((tx) => {
        session.add(new User({ name: 'Ann' }));
        return tx.isActive;
      });
      const nested = await failure(() =>
        session.beginNested(() => {
          session.add(new User({ name: 'Bob' }));
          throw new Error('boom');
        }),
      );
      await session.commit();
      const outer = await failure(() =>
        session.begin(() => {
          session.add(new User({ name: 'Cid' }));
          throw new Error('boom');
        }),
      );
      return [made, nested, outer, await names(db)];
    },
    expected: [true, 'Error: boom', 'Error: boom', ['Ann']],
  },
  {
    name: 'begin() twice, and operations on a transaction that has ended, are errors',
    async program(db) {
      const session = db.session();
      const tx = await session.begin();
      const twice = await failure(() => session.begin());
      await tx.commit();
      const ended = await failure(() => tx.commit());
      await tx.rollback();
      session.add(new User({ name: 'Ann' }));
      const autobegun = await failure(() => session.begin());
      return [twice, ended, autobegun];
    },
    expected: [
      'InvalidRequestError: A transaction is already begun on this Session.',
      'ResourceClosedError: This transaction is closed',
      'InvalidRequestError: A transaction is already begun on this Session.',
    ],
  },
  {
    name: 'expireOnCommit: false keeps attributes; close() detaches objects',
    async program(db) {
      const session = db.session({ expireOnCommit: false });
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      await session.commit();
      db.statements();
      const name = ann.name;
      const silent = db.statements();
      await session.close();
      const detached = (await failure(() => db.read(ann, 'posts'))).split(' (')[0];
      const other = db.session();
      other.add(ann);
      const loaded = (await db.read(ann, 'posts')).length;
      return [name, silent, detached, loaded];
    },
    expected: [
      'Ann',
      [],
      "DetachedInstanceError: Parent instance <User(id=1)> is not bound to a Session; lazy load operation of attribute 'posts' cannot proceed",
      0,
    ],
  },
  {
    name: 'refresh() and expire() load again what the database says',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann', age: 1 });
      session.add(ann);
      await session.flush();
      ann.name = 'lost';
      session.expire(ann, ['name']);
      const expired = [await db.read(ann, 'name'), ann.age];
      ann.age = 5;
      await session.refresh(ann);
      const refreshed = ann.age;
      session.expire(ann);
      const again = await db.read(ann, 'age');
      session.expunge(ann);
      const outside = await failure(() => session.refresh(ann));
      return [expired, refreshed, again, session.contains(ann), outside];
    },
    expected: [
      ['Ann', 1],
      5,
      5,
      false,
      "InvalidRequestError: Instance '<User(id=1)>' is not persistent within this Session",
    ],
  },
  {
    name: 'objects of deleted rows are told apart from those of other sessions',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      await session.commit();
      const other = db.session();
      const foreign = await failure(() => {
        other.add(ann);
      });
      const transient = await failure(() => session.delete(new User({ name: 'Nobody' })));
      await session.delete(ann);
      await session.flush();
      const deleted = await failure(() => {
        session.add(ann);
      });
      await session.commit();
      return [foreign, transient, deleted, await session.get(User, 1)];
    },
    expected: [
      "InvalidRequestError: Object '<User(id=1)>' is already attached to another session",
      "InvalidRequestError: Instance '<User(id=null)>' is not persisted",
      "InvalidRequestError: Instance '<User(id=1)>' has been deleted. Make a new instance instead of adding it again.",
      null,
    ],
  },
  {
    name: 'joins a transaction somebody else has begun on the connection',
    async program(db) {
      const connection = await db.engine.connect();
      const outer = await connection.begin();
      const session = db.session();
      const own = db.isAsync
        ? new AsyncSession(connection)
        : (new Session(connection as never) as unknown as AsyncSession);
      own.add(new User({ name: 'Ann', notes: [new Note({ text: 'n' })], posts: [new Post({ title: 'p' })] }));
      await own.commit();
      await own.close();
      await outer.rollback();
      await connection.close();
      return (await session.scalars(select(User))).all().length;
    },
    expected: 0,
  },
];
