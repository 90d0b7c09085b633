import { select } from '../../../../src/runtime/index.js';
import { failure, type Case, type Db } from './harness.js';
import { Employee, Kinds, Note, Post, Profile, Seat, Tag, User } from './models.js';

const BYTES = new Uint8Array([0, 1, 255]);

async function count(
  db: Db,
  cls: typeof User | typeof Post | typeof Note | typeof Tag | typeof Profile,
): Promise<number> {
  await db.endTransactions();
  const session = db.session();
  const rows = (await session.scalars(select(cls as typeof User))).all();
  await session.close();
  return rows.length;
}

/** The unit of work: what is written, in which order, and what comes back. */
export const unitOfWorkCases: Case[] = [
  {
    name: 'writes new objects, gives them keys and defaults, and reads them back',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann', email: 'ann@example.com' });
      session.addAll([ann, new User({ name: 'Bob' })]);
      const before = [ann.id, session.new.length];
      await session.flush();
      const after = [ann.id, ann.age, ann.createdAt.toISOString(), session.new.length];
      await session.commit();
      const users = (await session.execute(select(User).orderBy(User.c.id))).scalars().all();
      return [before, after, users.map((user) => user.toJSON()), users[0] === ann, ann.label];
    },
    expected: [
      [null, 2],
      [1, 18, '2024-01-02T03:04:05.678Z', 0],
      [
        {
          id: 1,
          name: 'Ann',
          email: 'ann@example.com',
          age: 18,
          createdAt: new Date('2024-01-02T03:04:05.678Z'),
        },
        { id: 2, name: 'Bob', email: null, age: 18, createdAt: new Date('2024-01-02T03:04:05.678Z') },
      ],
      true,
      'Ann <ann@example.com>',
    ],
  },
  {
    name: 'takes values of every kind of column there and back',
    async program(db) {
      const session = db.session();
      const at = new Date('2024-02-29T12:34:56.789Z');
      const doc = { a: [1, 2], b: null };
      const values = {
        big: 2n ** 60n,
        flag: true,
        ratio: 0.5,
        price: '12.50',
        weight: 1.125,
        at,
        day: '2024-02-29',
      };
      session.add(new Kinds({ ...values, doc, bytes: BYTES, color: 'green' }));
      await session.commit();
      const read = db.session();
      const kinds = (await read.scalars(select(Kinds).where(Kinds.c.at.eq(at), Kinds.c.flag.eq(true)))).one();
      return { ...kinds.toJSON(), bytes: [...kinds.bytes] };
    },
    expected: {
      id: 1,
      big: 2n ** 60n,
      flag: true,
      ratio: 0.5,
      price: '12.50',
      weight: 1.125,
      at: new Date('2024-02-29T12:34:56.789Z'),
      day: '2024-02-29',
      doc: { a: [1, 2], b: null },
      bytes: [0, 1, 255],
      color: 'green',
      nothing: null,
      made: 'server',
    },
  },
  {
    name: 'updates only what has changed, and nothing when the value is the same',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann' });
      session.add(ann);
      await session.flush();
      db.statements();
      ann.name = 'Ann';
      ann.age = 30;
      ann.createdAt = new Date(ann.createdAt);
      await session.flush();
      const first = db.statements().length;
      ann.age = 31;
      ann.age = 30;
      await session.flush();
      const second = db.statements().length;
      return [first, second, session.dirty.length];
    },
    expected: [1, 0, 0],
  },
  {
    name: 'writes parents before children and takes over their keys, from either side',
    async program(db) {
      const session = db.session();
      const post = new Post({ title: 'by the child', author: new User({ name: 'Ann' }) });
      const bob = new User({ name: 'Bob', posts: [new Post({ title: 'by the parent' })] });
      session.addAll([post, bob]);
      const sides = [post.author.posts.length, bob.posts.at(0)?.author === bob];
      await session.commit();
      const posts = (await session.scalars(select(Post).orderBy(Post.c.id))).all();
      return [sides, posts.map(({ title, authorId }) => [title, authorId])];
    },
    expected: [
      [1, true],
      [
        ['by the child', 1],
        ['by the parent', 2],
      ],
    ],
  },
  {
    name: 'keeps both sides of a relationship in step',
    async program(db) {
      const session = db.session();
      const [ann, bob] = [new User({ name: 'Ann' }), new User({ name: 'Bob' })];
      const post = new Post({ title: 'p' });
      ann.posts.push(post);
      session.addAll([ann, bob]);
      await session.flush();
      post.author = bob;
      const moved = [ann.posts.length, (await db.read(bob, 'posts')).map(({ title }) => title)];
      await session.commit();
      const [stored] = (await session.scalars(select(Post))).all();
      return [
        moved,
        stored?.authorId,
        (await db.read(ann, 'posts')).length,
        (await db.read(bob, 'posts')).length,
      ];
    },
    expected: [[0, ['p']], 2, 0, 1],
  },
  {
    name: 'deletes children with their parent, and orphans when they are taken out',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann', posts: [1, 2, 3].map((n) => new Post({ title: `p${n}` })) });
      ann.profile = new Profile({ motto: 'one' });
      session.add(ann);
      await session.commit();
      const posts = await db.read(ann, 'posts');
      posts.splice(1, 1);
      await db.read(ann, 'profile');
      ann.profile = new Profile({ motto: 'two' });
      // One-to-one replacement: the old row goes before the new one can take its unique key.
      const replaced = await failure(() => session.flush());
      await session.rollback();
      (await db.read(ann, 'posts')).pop();
      await session.commit();
      const left = [await count(db, Post), await count(db, Profile)];
      await session.delete(ann);
      await session.commit();
      return [
        replaced.split(':')[0],
        left,
        await count(db, Post),
        await count(db, Profile),
        await count(db, User),
      ];
    },
    expected: ['IntegrityError', [2, 1], 0, 0, 0],
  },
  {
    name: 'lets go of children that go on without their parent',
    async program(db) {
      const session = db.session();
      const ann = new User({ name: 'Ann', notes: [new Note({ text: 'a' }), new Note({ text: 'b' })] });
      session.add(ann);
      await session.commit();
      (await db.read(ann, 'notes')).shift();
      await session.commit();
      const one = (await session.scalars(select(Note).orderBy(Note.c.id)))
        .all()
        .map(({ ownerId }) => ownerId);
      await session.delete(ann);
      await session.commit();
      const two = (await session.scalars(select(Note).orderBy(Note.c.id)))
        .all()
        .map(({ ownerId }) => ownerId);
      return [one, two];
    },
    expected: [
      [null, 1],
      [null, null],
    ],
  },
  {
    name: 'writes many-to-many relationships once, whichever side they are changed on',
    async program(db) {
      const session = db.session();
      const [red, blue] = [new Tag({ name: 'red' }), new Tag({ name: 'blue' })];
      const post = new Post({ title: 'p', author: new User({ name: 'Ann' }), tags: [red] });
      blue.posts.push(post);
      session.addAll([post, blue]);
      await session.commit();
      const names = (await db.read(post, 'tags')).map(({ name }) => name);
      (await db.read(red, 'posts')).pop();
      const without = post.tags.map(({ name }) => name);
      await session.commit();
      const stored = (await db.read(post, 'tags')).map(({ name }) => name);
      await session.delete(blue);
      await session.commit();
      return [names, without, stored, (await db.read(post, 'tags')).length, await count(db, Tag)];
    },
    expected: [['blue', 'red'], ['blue'], ['blue'], 0, 1],
  },
  {
    name: 'orders rows of a table that refers to itself',
    async program(db) {
      const session = db.session();
      const boss = new Employee({ name: 'Boss' });
      const middle = new Employee({ name: 'Middle', manager: boss });
      const low = new Employee({ name: 'Low', manager: middle });
      session.addAll([low, middle, boss]);
      await session.commit();
      const all = (await session.scalars(select(Employee).orderBy(Employee.c.id))).all();
      const stored = all.map(({ name, managerId }) => [name, managerId]);
      const reports = (await db.read(boss, 'reports')).map(({ name }) => name);
      for (const employee of [boss, middle, low]) await session.delete(employee);
      await session.commit();
      return [stored, reports, (await session.scalars(select(Employee))).all().length];
    },
    expected: [
      [
        ['Boss', null],
        ['Middle', 1],
        ['Low', 2],
      ],
      ['Middle'],
      0,
    ],
  },
  {
    name: 'handles keys of several columns that the program makes',
    async program(db) {
      const session = db.session();
      session.addAll([new Seat({ row: 'A', number: 1 }), new Seat({ row: 'A', number: 2, taken: true })]);
      await session.commit();
      const seat = await session.get(Seat, ['A', 2]);
      const same = await session.get(Seat, { row: 'A', number: 2 });
      const none = await session.get(Seat, ['B', 1]);
      const wrong = await failure(() => session.get(Seat, 'A'));
      return [seat?.taken, same === seat, none, wrong];
    },
    expected: [
      true,
      true,
      null,
      "InvalidRequestError: Incorrect number of values in identifier to formulate primary key for session.get(Seat); primary key columns are 'row', 'number'",
    ],
  },
  {
    name: 'merges detached objects and what they lead to',
    async program(db) {
      const session = db.session({ expireOnCommit: false });
      const ann = new User({ name: 'Ann', posts: [new Post({ title: 'old' })] });
      session.add(ann);
      await session.commit();
      await session.close();
      ann.name = 'Anna';
      for (const post of ann.posts) post.title = 'new';
      const other = db.session();
      const merged = await other.merge(ann);
      await other.commit();
      const names = [merged === ann, await db.read(merged, 'name')];
      const titles = (await db.read(merged, 'posts')).map(({ title }) => title);
      const fresh = await other.merge(new User({ id: 7, name: 'Seven' }));
      await other.commit();
      return [names, titles, await db.read(fresh, 'id'), await count(db, User)];
    },
    expected: [[false, 'Anna'], ['new'], 7, 2],
  },
];
