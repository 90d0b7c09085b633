import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AsyncSession, AsyncSessionmaker } from '../../../src/runtime/asyncio.js';
import {
  aliased,
  case_,
  column,
  func,
  insert,
  select,
  text,
  update,
  type BooleanExpression,
  type ColumnElement,
  type MappedClass,
  type Select,
  type Session,
  type Sessionmaker,
} from '../../../src/runtime/index.js';
import { Employee, Kinds, Post, Tag, User, postTags } from './support/models.js';

// Nothing here is executed: these functions only have to compile, with just the types that are written down.
declare const session: Session;
declare const asyncSession: AsyncSession;

const compiles = (work: () => unknown): void => {
  expect(work).toBeTypeOf('function');
};

describe('types', () => {
  it('follow from columns and relationships', () => {
    expectTypeOf<User['name']>().toEqualTypeOf<string>();
    expectTypeOf<User['email']>().toEqualTypeOf<string | null>();
    expectTypeOf<User['posts']>().toEqualTypeOf<Post[]>();
    expectTypeOf<User['profile']>().toExtend<{ motto: string } | null>();
    expectTypeOf<Employee['manager']>().toEqualTypeOf<Employee | null>();
    expectTypeOf<Kinds['big']>().toEqualTypeOf<bigint>();
    expectTypeOf<Kinds['price']>().toEqualTypeOf<string>();
    expectTypeOf<Kinds['weight']>().toEqualTypeOf<number>();
    expectTypeOf<Kinds['at']>().toEqualTypeOf<Date>();
    expectTypeOf<Kinds['day']>().toEqualTypeOf<string>();
    expectTypeOf<Kinds['doc']>().toEqualTypeOf<{ a: number[]; b: string | null }>();
    expectTypeOf<Kinds['color']>().toEqualTypeOf<'red' | 'green'>();
    expectTypeOf<User['awaitableAttrs']['posts']>().toEqualTypeOf<Promise<Post[]>>();
    expectTypeOf<User['awaitableAttrs']['email']>().toEqualTypeOf<Promise<string | null>>();
    expectTypeOf(column.string(5, { nullable: true }).valueType).toEqualTypeOf<string | null | undefined>();
    expectTypeOf(column.enum_('a', 'b', { default: 'a' }).valueType).toEqualTypeOf<'a' | 'b' | undefined>();
    expectTypeOf(column.enum_(['a', 'b'], { nullable: true }).valueType).toEqualTypeOf<
      'a' | 'b' | null | undefined
    >();
  });

  it('guard constructors, conditions and values', () => {
    expectTypeOf(User).toBeConstructibleWith({ name: 'Ann', posts: [] });
    expectTypeOf(User).toBeConstructibleWith();
    // @ts-expect-error a number is no name
    compiles(() => new User({ name: 5 }));
    // @ts-expect-error a name is compared with strings
    compiles(() => User.c.name.eq(5));
    // @ts-expect-error not one of the values
    compiles(() => Kinds.c.color.eq('blue'));
    expectTypeOf<keyof (typeof User)['c']>().toEqualTypeOf<'id' | 'name' | 'email' | 'age' | 'createdAt'>();
    // @ts-expect-error no such column
    compiles(() => insert(User).values({ nme: 'x' }));
    // @ts-expect-error a number is no name
    compiles(() => update(User).values({ name: 5 }));
    compiles(() => update(User).values({ age: User.c.age.add(1), email: null }));
    expectTypeOf(User.c.email.eq(User.c.name)).toEqualTypeOf<BooleanExpression>();
  });

  it('reach results on the synchronous face', () => {
    compiles(() => {
      expectTypeOf(session.scalars(select(User)).all()).toEqualTypeOf<User[]>();
      expectTypeOf(session.execute(select(User)).scalars().first()).toEqualTypeOf<User | null>();
      expectTypeOf(session.scalar(select(func.count()).selectFrom(User))).toEqualTypeOf<number | null>();
      expectTypeOf(session.scalar(select(func.min(User.c.name)))).toEqualTypeOf<string | null>();
      expectTypeOf(session.get(User, 1)).toEqualTypeOf<User | null>();
      const statement = select(User.c.id, User.c.email, func.count(Post.c.id).label('n'));
      const [row] = session.execute(statement).all();
      expectTypeOf(row?.id).toEqualTypeOf<number | undefined>();
      expectTypeOf(row?.email).toEqualTypeOf<string | null | undefined>();
      expectTypeOf(row?.n).toEqualTypeOf<number | undefined>();
      expectTypeOf(row?.[1]).toEqualTypeOf<string | null | undefined>();
      expectTypeOf(session.execute(statement).mappings().one()).toEqualTypeOf<{
        readonly id: number;
        readonly email: string | null;
        readonly n: number;
      }>();
      const [pair] = session.execute(select(User, Post)).all();
      expectTypeOf(pair?.[0]).toEqualTypeOf<User | undefined>();
      expectTypeOf(pair?.[1]).toEqualTypeOf<Post | undefined>();
      const boss = aliased(Employee, 'boss');
      expectTypeOf(session.execute(select(Employee, boss)).one()[1]).toEqualTypeOf<Employee>();
      expectTypeOf(boss.c.name).toExtend<ColumnElement<string>>();
      expectTypeOf(session.execute(select(postTags)).mappings().one().tagId).toEqualTypeOf<number>();
      const typed = text<{ total: number }>('select 1 as total');
      expectTypeOf(session.execute(typed).one().total).toEqualTypeOf<number>();
      expectTypeOf(session.execute(insert(Tag).returning(Tag.c.name)).scalarOne()).toEqualTypeOf<string>();
      const sub = select(User.c.id, func.count().label('n')).subquery();
      expectTypeOf(sub.c.n).toExtend<ColumnElement<number>>();
      expectTypeOf(select(User).subquery().c.createdAt).toExtend<ColumnElement<Date>>();
      expectTypeOf(case_([[User.c.age.gt(1), 'x']], { else: 'y' })).toEqualTypeOf<ColumnElement<string>>();
    });
  });

  it('reach results on the asynchronous face', () => {
    compiles(async () => {
      expectTypeOf((await asyncSession.scalars(select(User))).all()).toEqualTypeOf<User[]>();
      expectTypeOf(asyncSession.get(User, 1)).toEqualTypeOf<Promise<User | null>>();
      expectTypeOf(await asyncSession.scalar(select(func.count()))).toEqualTypeOf<number | null>();
      const rows = await asyncSession.stream(select(User.c.id, User.c.name));
      for await (const row of rows) expectTypeOf(row.name).toEqualTypeOf<string>();
      for await (const user of await asyncSession.streamScalars(select(User)))
        expectTypeOf(user).toEqualTypeOf<User>();
      expectTypeOf(asyncSession.merge(new User())).toEqualTypeOf<Promise<User>>();
      expectTypeOf(asyncSession.begin(() => Promise.resolve(5))).toEqualTypeOf<Promise<number>>();
    });
    expectTypeOf<ReturnType<Sessionmaker>>().toEqualTypeOf<Session>();
    expectTypeOf<ReturnType<AsyncSessionmaker>>().toEqualTypeOf<AsyncSession>();
  });

  it('let code be written for any mapped class', () => {
    function all<T extends object>(model: MappedClass<T>, narrow: (statement: Select<T>) => Select<T>): T[] {
      return session.scalars(narrow(select(model))).all();
    }
    compiles(() => {
      expectTypeOf(all(User, (statement) => statement.where(User.c.age.gt(1)))).toEqualTypeOf<User[]>();
    });
  });
});
