import { ArgumentError } from '../core/errors.js';

/** Query part of a URL: a key given several times has a list. */
export type UrlQuery = Readonly<Record<string, string | readonly string[]>>;

/** The parts of a database URL, as `URL.create()` takes them. */
export interface UrlParts {
  drivername: string;
  username?: string | undefined;
  password?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  database?: string | undefined;
  query?: UrlQuery | undefined;
}

/** `dialect[+driver]://user:pass@host:port/database?query`; the expression is that of SQLAlchemy's `_parse_url`. */
const PATTERN =
  /^(?<name>[\w+]+):\/\/(?:(?<username>[^:/]*)(?::(?<password>[^@]*))?@)?(?:(?:\[(?<ipv6>[^/?]+)\]|(?<ipv4>[^:/?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/su;

/** Percent-decodes as Python's `unquote`: what is not a valid escape stays as it is. */
function unquote(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Percent-encodes as Python's `quote(text, safe=" +")`. */
function quote(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', ' ')
    .replaceAll('%2B', '+');
}

/** Percent-encodes as Python's `quote_plus(text)`. */
function quotePlus(text: string): string {
  return quote(text).replaceAll('+', '%2B').replaceAll(' ', '+');
}

function parseQuery(text: string): UrlQuery {
  const query: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    if (value === '') continue; // parse_qsl drops blank values
    const before = query[key];
    query[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return query;
}

/** A parsed database URL: SQLAlchemy's `URL`. Immutable; turned into text, it hides the password. */
export class URL implements UrlParts {
  readonly drivername: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
  readonly query: UrlQuery;

  private constructor(parts: UrlParts) {
    this.drivername = parts.drivername;
    this.username = parts.username;
    // Not enumerable, so that printing the object does not print the password.
    this.password = parts.password;
    Object.defineProperty(this, 'password', { value: parts.password, enumerable: false });
    this.host = parts.host;
    this.port = parts.port;
    this.database = parts.database;
    this.query = { ...parts.query };
  }

  /** Builds a URL from its parts; nothing needs escaping. */
  static create(drivername: string, parts: Omit<UrlParts, 'drivername'> = {}): URL {
    return new URL({ drivername, ...parts });
  }

  /** A copy with some parts replaced. */
  set(parts: Partial<UrlParts>): URL {
    return new URL({
      drivername: this.drivername,
      username: this.username,
      password: this.password,
      host: this.host,
      port: this.port,
      database: this.database,
      query: this.query,
      ...parts,
    });
  }

  /** `postgresql` of `postgresql+asyncpg`. */
  getBackendName(): string {
    return this.drivername.split('+')[0] as string;
  }

  /** The whole URL as text, the password shown as `***` unless told otherwise. */
  renderAsString(options: { hidePassword?: boolean } = {}): string {
    let text = `${this.drivername}://`;
    if (this.username !== undefined) {
      text += quote(this.username);
      if (this.password !== undefined)
        text += `:${options.hidePassword === false ? quote(this.password) : '***'}`;
      text += '@';
    }
    if (this.host !== undefined) text += this.host.includes(':') ? `[${this.host}]` : this.host;
    if (this.port !== undefined) text += `:${this.port}`;
    if (this.database !== undefined) text += `/${this.database}`;
    const keys = Object.keys(this.query).sort();
    const pairs = keys.flatMap((key) =>
      [this.query[key] ?? []].flat().map((value) => `${quotePlus(key)}=${quotePlus(value)}`),
    );
    return pairs.length > 0 ? `${text}?${pairs.join('&')}` : text;
  }

  toString(): string {
    return this.renderAsString();
  }

  toJSON(): string {
    return this.renderAsString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.renderAsString();
  }
}

/**
 * Parses a database URL by the rules of SQLAlchemy's `make_url`: user and password are percent-decoded, the database is
 * not; `sqlite:///rel.db` is relative, `sqlite:////abs.db` absolute, `sqlite://` in memory.
 * @throws ArgumentError if the text is not a database URL or its port not a number
 */
export function makeUrl(url: string | URL): URL {
  if (url instanceof URL) return url;
  const groups = typeof url === 'string' ? PATTERN.exec(url)?.groups : undefined;
  if (groups === undefined) {
    throw new ArgumentError(
      'Could not parse SQLAlchemy URL from given URL string; it has the form dialect[+driver]://user:password@host:port/database',
    );
  }
  const { name, username, password, ipv4, ipv6, port, database, query } = groups;
  if (port !== undefined && port !== '' && !/^\d+$/.test(port)) {
    throw new ArgumentError(`The port of a database URL must be a number, not '${port}'`);
  }
  return URL.create(name as string, {
    username: username === undefined ? undefined : unquote(username),
    password: password === undefined ? undefined : unquote(password),
    host: ipv4 ?? ipv6,
    port: port === undefined || port === '' ? undefined : Number(port),
    database,
    query: query === undefined ? {} : parseQuery(query),
  });
}
