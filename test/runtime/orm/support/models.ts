import { column, declarativeBase, relationship, type Relation } from '../../../../src/runtime/index.js';

export const Base = declarativeBase();

export const postTags = Base.table('post_tags', {
  postId: column.integer({ name: 'post_id', foreignKey: 'posts.id', primaryKey: true }),
  tagId: column.integer({ name: 'tag_id', foreignKey: 'tags.id', primaryKey: true }),
});

export class User extends Base.mapped('users', {
  id: column.integer({ primaryKey: true }),
  name: column.string(50),
  email: column.string(120, { unique: true, nullable: true }),
  age: column.integer({ default: 18 }),
  createdAt: column.dateTime({ name: 'created_at', default: () => new Date('2024-01-02T03:04:05.678Z') }),
}) {
  static readonly rel = {
    posts: relationship(() => Post, {
      backPopulates: 'author',
      cascade: 'all, delete-orphan',
      orderBy: () => Post.c.id,
    }),
    notes: relationship(() => Note, { backPopulates: 'owner', orderBy: () => Note.c.id }),
    profile: relationship(() => Profile, {
      backPopulates: 'user',
      uselist: false,
      cascade: 'all, delete-orphan',
    }),
  };
  declare posts: Relation<Post[]>;
  declare notes: Relation<Note[]>;
  declare profile: Relation<Profile | null>;

  get label(): string {
    return `${this.name} <${this.email ?? ''}>`;
  }
}

export class Profile extends Base.mapped('profiles', {
  id: column.integer({ primaryKey: true }),
  motto: column.text(),
  userId: column.integer({ name: 'user_id', foreignKey: 'users.id', unique: true }),
}) {
  static readonly rel = { user: relationship(() => User, { backPopulates: 'profile' }) };
  declare user: Relation<User>;
}

export class Post extends Base.mapped('posts', {
  id: column.integer({ primaryKey: true }),
  title: column.string(200),
  views: column.integer({ default: 0 }),
  authorId: column.integer({ name: 'author_id', foreignKey: 'users.id' }),
}) {
  static readonly rel = {
    author: relationship(() => User, { backPopulates: 'posts' }),
    tags: relationship(() => Tag, { secondary: postTags, backPopulates: 'posts', orderBy: () => Tag.c.name }),
  };
  declare author: Relation<User>;
  declare tags: Relation<Tag[]>;
}

export class Tag extends Base.mapped('tags', {
  id: column.integer({ primaryKey: true }),
  name: column.string(30, { unique: true }),
}) {
  static readonly rel = { posts: relationship(() => Post, { secondary: postTags, backPopulates: 'tags' }) };
  declare posts: Relation<Post[]>;
}

/** Refers to its owner, but goes on without one. */
export class Note extends Base.mapped('notes', {
  id: column.integer({ primaryKey: true }),
  text: column.string(100),
  ownerId: column.integer({ name: 'owner_id', foreignKey: 'users.id', nullable: true }),
}) {
  static readonly rel = { owner: relationship(() => User, { backPopulates: 'notes' }) };
  declare owner: Relation<User | null>;
}

export class Employee extends Base.mapped('employees', {
  id: column.integer({ primaryKey: true }),
  name: column.string(50),
  managerId: column.integer({ name: 'manager_id', foreignKey: 'employees.id', nullable: true }),
}) {
  static readonly rel = {
    manager: relationship(() => Employee, { backPopulates: 'reports', remoteSide: 'id' }),
    reports: relationship(() => Employee, { backPopulates: 'manager', orderBy: () => Employee.c.id }),
  };
  declare manager: Relation<Employee | null>;
  declare reports: Relation<Employee[]>;
}

/** A key of two columns, neither of them generated. */
export class Seat extends Base.mapped('seats', {
  row: column.string(2, { primaryKey: true }),
  number: column.integer({ primaryKey: true }),
  taken: column.boolean({ default: false }),
}) {}

export class Kinds extends Base.mapped('kinds', {
  id: column.integer({ primaryKey: true }),
  big: column.bigInteger(),
  flag: column.boolean(),
  ratio: column.float(),
  price: column.numeric(10, 2),
  weight: column.numeric(10, 3, { asDecimal: false }),
  at: column.dateTime(),
  day: column.date(),
  doc: column.json<{ a: number[]; b: string | null }>(),
  bytes: column.blob(),
  color: column.enum_('red', 'green'),
  nothing: column.text({ nullable: true }),
  made: column.string(10, { serverDefault: "'server'" }),
}) {}
