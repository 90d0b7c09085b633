import {
  joinedload,
  lazyload,
  noload,
  raiseload,
  select,
  selectinload,
  type InvalidRequestError,
} from '../../../../src/runtime/index.js';
import { failure, type Case, type Db } from './harness.js';
import { Employee, Note, Post, Tag, User } from './models.js';

/** Two authors with three posts and tags between them. */
async function fill(db: Db): Promise<void> {
  const session = db.session();
  const [red, blue] = [new Tag({ name: 'red' }), new Tag({ name: 'blue' })];
  const ann = new User({ name: 'Ann' });
  ann.posts.push(new Post({ title: 'a1', tags: [red, blue] }), new Post({ title: 'a2', tags: [blue] }));
  const bob = new User({ name: 'Bob', posts: [new Post({ title: 'b1' })], notes: [new Note({ text: 'n' })] });
  session.addAll([ann, bob, new User({ name: 'Cid' })]);
  await session.commit();
  await session.close();
  db.statements();
}

/** What the loaded objects hold, without loading more: reads that would, fail. */
const outline = (users: User[]) =>
  users.map((user) => [user.name, user.posts.map((post) => [post.title, post.tags.map((tag) => tag.name)])]);

const OUTLINE = [
  [
    'Ann',
    [
      ['a1', ['blue', 'red']],
      ['a2', ['blue']],
    ],
  ],
  ['Bob', [['b1', []]]],
  ['Cid', []],
];

/** Ways of loading relationships, and how many SELECTs they take. */
export const loadingCases: Case[] = [
  {
    name: 'loads lazily, once, and many-to-one without SQL when the identity map has it',
    async program(db) {
      await fill(db);
      const session = db.session();
      const posts = (await session.scalars(select(Post).orderBy(Post.c.id))).all();
      const authors: string[] = [];
      for (const post of posts) authors.push((await db.read(post, 'author')).name);
      const lazy = db.statements().filter((sql) => sql.startsWith('select')).length;
      for (const post of posts) authors.push((await db.read(post, 'author')).name);
      return [authors, lazy, db.statements().length];
    },
    expected: [['Ann', 'Ann', 'Bob', 'Ann', 'Ann', 'Bob'], 3, 0],
  },
  {
    name: 'selectinload takes one SELECT per relationship',
    async program(db) {
      await fill(db);
      const session = db.session();
      const statement = select(User)
        .options(selectinload(User.rel.posts).selectinload(Post.rel.tags))
        .orderBy(User.c.id);
      const users = (await session.scalars(statement)).all();
      const { length } = db.statements().filter((sql) => sql.startsWith('select'));
      return [outline(users), length];
    },
    expected: [OUTLINE, 3],
  },
  {
    name: 'joinedload takes one SELECT for everything',
    async program(db) {
      await fill(db);
      const session = db.session();
      const statement = select(User)
        .options(joinedload(User.rel.posts).joinedload(Post.rel.tags))
        .orderBy(User.c.id);
      const refused = await failure(async () => (await session.scalars(statement)).all());
      const users = (await session.scalars(statement)).unique().all();
      const { length } = db.statements().filter((sql) => sql.startsWith('select'));
      return [outline(users), length, refused];
    },
    expected: [
      OUTLINE,
      2,
      'InvalidRequestError: The unique() method must be invoked on this Result, as it contains results that need to be deduplicated against joined eager load collections',
    ],
  },
  {
    name: 'joinedload keeps LIMIT and OFFSET to the objects asked for',
    async program(db) {
      await fill(db);
      const session = db.session();
      const statement = select(User)
        .options(joinedload(User.rel.posts))
        .orderBy(User.c.name.desc())
        .limit(2)
        .offset(1);
      const users = (await session.execute(statement)).unique().scalars().all();
      return users.map((user) => [user.name, user.posts.map(({ title }) => title)]);
    },
    expected: [
      ['Bob', ['b1']],
      ['Ann', ['a1', 'a2']],
    ],
  },
  {
    name: 'joinedload of a reference needs no unique(), and can join strictly',
    async program(db) {
      await fill(db);
      const session = db.session();
      const statement = select(Post)
        .options(joinedload(Post.rel.author, { innerjoin: true }))
        .orderBy(Post.c.id);
      const posts = (await session.scalars(statement)).all();
      return posts.map((post) => [post.title, post.author.name]);
    },
    expected: [
      ['a1', 'Ann'],
      ['a2', 'Ann'],
      ['b1', 'Bob'],
    ],
  },
  {
    name: 'mixes strategies along a path, and branches',
    async program(db) {
      await fill(db);
      const session = db.session();
      const option = selectinload(User.rel.posts).options(
        joinedload(Post.rel.tags),
        lazyload(Post.rel.author),
      );
      const users = (
        await session.scalars(select(User).options(option, selectinload(User.rel.notes)).orderBy(User.c.id))
      ).all();
      const notes = users.map((user) => user.notes.map(({ text }) => text));
      return [outline(users), notes, db.statements().filter((sql) => sql.startsWith('select')).length];
    },
    expected: [OUTLINE, [[], ['n'], []], 3],
  },
  {
    name: 'raiseload refuses reads that would load; noload leaves relationships empty',
    async program(db) {
      await fill(db);
      const session = db.session();
      const [ann] = (
        await session.scalars(
          select(User).options(raiseload(User.rel.posts), noload(User.rel.notes)).orderBy(User.c.id),
        )
      ).all();
      if (ann === undefined) return undefined;
      const refused = await failure(() => db.read(ann, 'posts'));
      await session.close();
      const all = db.session();
      const [strict] = (await all.scalars(select(Post).options(raiseload('*')).orderBy(Post.c.id))).all();
      const wildcard = strict && (await failure(() => db.read(strict, 'tags')));
      return [refused, ann.notes.length, wildcard];
    },
    expected: [
      "InvalidRequestError: 'User.posts' is not available due to lazy='raise'",
      0,
      "InvalidRequestError: 'Post.tags' is not available due to lazy='raise'",
    ] satisfies (string | number | InvalidRequestError)[],
  },
  {
    name: 'options of a SELECT go on to what is loaded lazily later',
    async program(db) {
      await fill(db);
      const session = db.session();
      const option = lazyload(User.rel.posts).selectinload(Post.rel.tags);
      const [ann] = (await session.scalars(select(User).options(option).orderBy(User.c.id))).all();
      if (ann === undefined) return undefined;
      const posts = await db.read(ann, 'posts');
      return posts.map(({ tags }) => tags.length);
    },
    expected: [2, 1],
  },
  {
    name: 'gives the same object for the same row, and does not overwrite changes',
    async program(db) {
      await fill(db);
      const session = db.session({ autoflush: false });
      const ann = await session.get(User, 1);
      if (ann === null) return undefined;
      ann.name = 'Changed';
      const again = (await session.scalars(select(User).where(User.c.name.eq('Ann')))).one();
      const fresh = await session.get(User, 1, { populateExisting: true });
      return [again === ann, fresh === ann, ann.name];
    },
    expected: [true, true, 'Ann'],
  },
  {
    name: 'get() takes the identity map first, and can load eagerly',
    async program(db) {
      await fill(db);
      const session = db.session();
      const ann = await session.get(User, 1, { options: [selectinload(User.rel.posts)] });
      const first = db.statements().filter((sql) => sql.startsWith('select')).length;
      const again = await session.get(User, 1);
      const none = await session.get(User, 99);
      const missing = await failure(() => session.getOne(User, 99));
      return [ann === again, ann?.posts.length, first, none, missing];
    },
    expected: [true, 2, 2, null, 'NoResultFound: No row was found when one was required'],
  },
  {
    name: 'autoflush writes changes before a SELECT; noAutoflush does not',
    async program(db) {
      const session = db.session();
      session.add(new User({ name: 'Ann' }));
      const without = await session.noAutoflush(() => session.scalars(select(User.c.name)));
      const names = [without.all()];
      names.push((await session.scalars(select(User.c.name))).all());
      return names;
    },
    expected: [[], ['Ann']],
  },
  {
    name: 'a collection that is not loaded takes additions from the other side',
    async program(db) {
      await fill(db);
      const session = db.session();
      const bob = await session.get(User, 2);
      if (bob === null) return undefined;
      const post = new Post({ title: 'b2', author: bob });
      session.add(post);
      const before = db
        .statements()
        .filter((sql) => sql.includes('"posts"') || sql.includes('`posts`')).length;
      const titles = (await db.read(bob, 'posts')).map(({ title }) => title);
      return [before, titles];
    },
    expected: [0, ['b1', 'b2']],
  },
  {
    name: 'any() and has() look for related rows, of the same class too',
    async program(db) {
      const session = db.session();
      const boss = new Employee({ name: 'Boss' });
      session.addAll([boss, new Employee({ name: 'Low', manager: boss })]);
      await session.commit();
      const rows = (
        await session.execute(
          select(Employee.c.name).where(Employee.rel.manager.has(Employee.c.name.eq('Boss'))),
        )
      ).all();
      const managers = (await session.scalars(select(Employee).where(Employee.rel.reports.any()))).all();
      return [rows.map((row) => row.name), managers.length];
    },
    expected: [['Low'], 1],
  },
];
