import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../../src/runtime/core/errors.js';
import { makeUrl, URL } from '../../../src/runtime/engine/url.js';

describe('makeUrl', () => {
  // From SQLAlchemy's test/engine/test_parseconnect.py.
  it.each([
    'dbtype://username:password@hostspec:110//usr/db_file.db',
    'dbtype://username:password@hostspec/database',
    'dbtype+apitype://username:password@hostspec/database',
    'dbtype://username:password@hostspec',
    'dbtype://username:password@/database',
    'dbtype://username@hostspec',
    'dbtype://username:password@127.0.0.1:1521',
    'dbtype://hostspec/database',
    'dbtype://hostspec',
    'dbtype://hostspec/?arg1=val1&arg2=val2',
    'dbtype+apitype:///database',
    'dbtype:///:memory:',
    'dbtype:///foo/bar/im/a/file',
    'dbtype:///E:/work/src/LEM/db/hello.db',
    'dbtype:///E:/work/src/LEM/db/hello.db?foo=bar&hoho=lala',
    'dbtype:///E:/work/src/LEM/db/hello.db?foo=bar&hoho=lala&hoho=bat',
    'dbtype://',
    'dbtype://username:password@/database',
    'dbtype:////usr/local/_xtest@example.com/members.db',
    'dbtype://username:apples%2Foranges@hostspec/database',
    'dbtype://username:password@[2001:da8:2004:1000:202:116:160:90]:80/database?foo=bar',
    'dbtype://username:password@hostspec/test database with@atsign',
    'dbtype://username:password@hostspec?query=but_no_db',
  ])('gives %s back unchanged', (text) => {
    expect(makeUrl(text).renderAsString({ hidePassword: false })).toBe(text);
  });

  it('takes a URL apart', () => {
    const url = makeUrl(
      'postgresql+asyncpg://scott:ti%40ger%2F@db.example:5433/shop?sslmode=require&host=a&host=b&empty=',
    );
    expect({ ...Object.fromEntries(Object.entries(url)), password: url.password }).toEqual({
      drivername: 'postgresql+asyncpg',
      username: 'scott',
      password: 'ti@ger/',
      host: 'db.example',
      port: 5433,
      database: 'shop',
      query: { sslmode: 'require', host: ['a', 'b'] },
    });
    expect(url.getBackendName()).toBe('postgresql');
  });

  it.each([
    ['sqlite://', undefined],
    ['sqlite:///', ''],
    ['sqlite:///:memory:', ':memory:'],
    ['sqlite:///shop.db', 'shop.db'],
    ['sqlite:////var/shop.db', '/var/shop.db'],
    ['sqlite:///a%20b.db', 'a%20b.db'],
  ])('reads the database of %s as %j', (text, database) => {
    expect(makeUrl(text).database).toBe(database);
  });

  it('decodes users and passwords as Python does: plus stays plus, a broken escape stays', () => {
    const url = makeUrl('dbtype://us%C3%A9r+x:p%zz%41@host');
    expect([url.username, url.password]).toEqual(['usér+x', 'p%zzA']);
  });

  it('keeps what it is given', () => {
    const url = makeUrl('sqlite://');
    expect(makeUrl(url)).toBe(url);
  });

  it.each([['shop.db'], [''], ['sqlite:/shop.db'], [42 as unknown as string]])('refuses %j', (text) => {
    expect(() => makeUrl(text)).toThrow(
      new ArgumentError(
        'Could not parse SQLAlchemy URL from given URL string; it has the form dialect[+driver]://user:password@host:port/database',
      ),
    );
  });

  it('refuses a port that is not a number, without showing the password', () => {
    expect(() => makeUrl('mysql://u:secret@host:33o6/db')).toThrow(
      new ArgumentError("The port of a database URL must be a number, not '33o6'"),
    );
  });
});

describe('URL', () => {
  const url = URL.create('mysql+aiomysql', {
    username: 'a b',
    password: 'se/cret',
    host: '::1',
    port: 1,
    database: 'd',
  });

  it('hides the password wherever it becomes text', () => {
    const shown = 'mysql+aiomysql://a b:***@[::1]:1/d';
    expect([String(url), inspect(url), JSON.stringify(url)]).toEqual([shown, shown, JSON.stringify(shown)]);
    expect(Object.keys(url)).not.toContain('password');
    expect(url.renderAsString({ hidePassword: false })).toBe('mysql+aiomysql://a b:se%2Fcret@[::1]:1/d');
  });

  it('is replaced part by part', () => {
    const other = url.set({ drivername: 'mysql', query: { charset: 'utf8mb4', 'a b': 'c&d' } });
    expect(other.renderAsString({ hidePassword: false })).toBe(
      'mysql://a b:se%2Fcret@[::1]:1/d?a+b=c%26d&charset=utf8mb4',
    );
    expect(url.drivername).toBe('mysql+aiomysql');
  });
});
