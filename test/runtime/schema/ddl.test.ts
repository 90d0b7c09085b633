import { describe, expect, it } from 'vitest';
import { createAsyncEngine } from '../../../src/runtime/asyncio.js';
import { column, createEngine, declarativeBase, text, trace } from '../../../src/runtime/index.js';
import { createTableStatements } from '../../../src/runtime/schema/ddl.js';
import { foreignKeysOf } from '../../../src/runtime/schema/sort.js';

const Base = declarativeBase();
const items = Base.table(
  'items',
  {
    id: column.integer({ primaryKey: true }),
    ownerId: column.integer({
      name: 'owner_id',
      foreignKey: { references: 'owners.id', onDelete: 'cascade' },
      index: true,
    }),
    code: column.string(10, { unique: true }),
    big: column.bigInteger({ nullable: true }),
    flag: column.boolean({ serverDefault: '0' }),
    ratio: column.float(),
    price: column.numeric(10, 2),
    at: column.dateTime({ timezone: true }),
    day: column.date(),
    doc: column.json(),
    bytes: column.blob(),
    color: column.enum_('red', 'green'),
  },
  {
    uniques: [['ownerId', 'code']],
    indexes: [{ columns: ['day', 'at'], name: 'by_day' }],
    checks: ['price > 0'],
  },
);
const owners = Base.table('owners', { id: column.bigInteger({ primaryKey: true }) });
const { metadata } = Base;

const TAIL = (quote: string) => {
  const q = (name: string) => `${quote}${name}${quote}`;
  return (
    `constraint ${q('uq_items_code')} unique (${q('code')}), constraint ${q('uq_items_owner_id_code')} unique (${q('owner_id')}, ${q('code')}), ` +
    `constraint ${q('ck_items_1')} check (price > 0), constraint ${q('fk_items_owner_id')} foreign key (${q('owner_id')}) ` +
    `references ${q('owners')} (${q('id')}) on delete cascade)`
  );
};

describe('CREATE TABLE', () => {
  const statements = (dialect: 'sqlite' | 'postgresql' | 'mysql') =>
    createTableStatements(items as never, foreignKeysOf(items as never, metadata.tables), dialect).map(
      ({ sql }) => sql,
    );

  it('on SQLite', () => {
    expect(statements('sqlite')).toEqual([
      'create table "items" ("id" integer not null primary key, "owner_id" integer not null, "code" varchar(10) not null, "big" bigint, ' +
        '"flag" boolean default 0 not null, "ratio" float not null, "price" numeric(10, 2) not null, "at" datetime not null, ' +
        `"day" date not null, "doc" json not null, "bytes" blob not null, "color" varchar(5) not null, ${TAIL('"')}`,
      'create index "ix_items_owner_id" on "items" ("owner_id")',
      'create index "by_day" on "items" ("day", "at")',
    ]);
  });

  it('on PostgreSQL', () => {
    expect(statements('postgresql')[0]).toBe(
      'create table "items" ("id" serial not null primary key, "owner_id" integer not null, "code" varchar(10) not null, "big" bigint, ' +
        '"flag" boolean default 0 not null, "ratio" double precision not null, "price" numeric(10, 2) not null, ' +
        '"at" timestamp with time zone not null, "day" date not null, "doc" json not null, "bytes" bytea not null, ' +
        `"color" varchar(5) not null, ${TAIL('"')}`,
    );
  });

  it('on MySQL', () => {
    expect(statements('mysql')[0]).toBe(
      'create table `items` (`id` integer not null primary key auto_increment, `owner_id` integer not null, `code` varchar(10) not null, ' +
        '`big` bigint, `flag` boolean default 0 not null, `ratio` double not null, `price` numeric(10, 2) not null, ' +
        '`at` datetime(6) not null, `day` date not null, `doc` json not null, `bytes` blob not null, ' +
        `\`color\` enum('red', 'green') not null, ${TAIL('`')}`,
    );
  });

  it('makes keys of big integers, too', () => {
    const sql = (dialect: 'sqlite' | 'postgresql' | 'mysql') =>
      createTableStatements(owners, [], dialect)[0]?.sql;
    expect([sql('sqlite'), sql('postgresql'), sql('mysql')]).toEqual([
      'create table "owners" ("id" integer not null primary key)',
      'create table "owners" ("id" bigserial not null primary key)',
      'create table `owners` (`id` bigint not null primary key auto_increment)',
    ]);
  });
});

describe('createAll and dropAll', () => {
  const NAMES = text("select name from sqlite_master where type = 'table' order by name");

  it('create what is missing, referred-to tables first, and drop it the other way round', () => {
    const engine = createEngine('sqlite://');
    using recording = trace();
    metadata.createAll(engine);
    metadata.createAll(engine);
    using connection = engine.connect();
    const names = connection.execute(NAMES).scalars().all();
    connection.rollback();
    metadata.dropAll(engine);
    const created = recording.events.flatMap(({ sql, origin }) =>
      origin === 'ddl' ? [String(sql).slice(0, 21)] : [],
    );
    expect([names, created]).toEqual([
      ['items', 'owners'],
      [
        'select name from sqli',
        'create table "owners"',
        'create table "items" ',
        'create index "ix_item',
        'create index "by_day"',
        'select name from sqli',
        'select name from sqli',
        'drop table "items"',
        'drop table "owners"',
      ],
    ]);
  });

  it('give a cold coroutine on the asynchronous face, and take a connection', async () => {
    const engine = createAsyncEngine('sqlite+aiosqlite://');
    using recording = trace();
    const creating: Promise<void> = metadata.createAll(engine);
    expect(recording.events).toEqual([]);
    await creating;
    await using connection = await engine.connect();
    await metadata.dropAll(connection, { tables: [items] });
    expect((await connection.execute(NAMES)).scalars().all()).toEqual(['owners']);
  });

  it('tell where a foreign key leads to nothing', () => {
    const broken = declarativeBase();
    broken.table('a', { id: column.integer({ primaryKey: true, foreignKey: 'nowhere.id' }) });
    expect(() => {
      broken.metadata.createAll(createEngine('sqlite://'));
    }).toThrow("Foreign key associated with column 'a.id' could not find 'nowhere.id'");
  });

  it('add the keys of tables that refer to each other afterwards', () => {
    const circle = declarativeBase();
    circle.table('a', {
      id: column.integer({ primaryKey: true }),
      b: column.integer({ foreignKey: 'b.id', nullable: true }),
    });
    circle.table('b', {
      id: column.integer({ primaryKey: true }),
      a: column.integer({ foreignKey: 'a.id', nullable: true }),
    });
    const engine = createEngine('sqlite://');
    circle.metadata.createAll(engine);
    circle.metadata.dropAll(engine);
    expect(circle.metadata.sortedTables.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('refuse a table of the same name, and a constraint over no column', () => {
    const base = declarativeBase();
    base.table('a', { id: column.integer({ primaryKey: true }) });
    expect(() => base.table('a', { id: column.integer() })).toThrow(
      "Table 'a' is already defined for this MetaData instance",
    );
    expect(() => base.table('b', { id: column.integer() }, { uniques: [['nme']] })).toThrow(
      "Table 'b' has no column 'nme'",
    );
  });
});
