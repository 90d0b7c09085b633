import type { Recorder } from './recorder.js';
import { isPromise, placeOf, type Strict } from './strict.js';

type Method = (this: object, ...args: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;

/** What of a statement is known where it is prepared. */
interface Prepared {
  sql: string;
  connection: object;
}

/** Has the classes of drivers tell a recorder what they do. */
export class Drivers {
  readonly #recorder: Recorder;
  readonly #strict: Strict | undefined;
  readonly #traced = new WeakSet<object>();
  readonly #statements = new WeakMap<object, Prepared>();
  /** While a driver's method runs, what it calls of its own or of another driver is part of the same operation. */
  #isInside = false;

  constructor(recorder: Recorder, strict: Strict | undefined) {
    this.#recorder = recorder;
    this.#strict = strict;
  }

  /** Traces a class of connections with better-sqlite3's methods, and its statements: asynchronous ones too. */
  connections(type: { prototype: object }, driver: string): void {
    if (!this.#isNew(type.prototype)) return;
    this.#wrap(type.prototype, 'exec', driver, (self, [sql]) => [self, sql, []]);
    this.#wrap(type.prototype, 'pragma', driver, (self, [sql]) => [self, `PRAGMA ${String(sql)}`, []]);
    const prototype = type.prototype as Methods;
    const { prepare, transaction } = prototype;
    if (!prepare) return;
    if (transaction) {
      // Its BEGIN is a statement, whose class is not to be had otherwise.
      prototype['transaction'] = function (...args) {
        prototype['prepare']?.call(this, 'SELECT 1');
        prototype['transaction'] = transaction;
        return transaction.apply(this, args);
      };
    }
    const remember = (made: unknown, connection: object, sql: unknown): unknown => {
      if (typeof made === 'object' && made !== null)
        this.statement(made, { connection, sql: String(sql) }, driver);
      return made;
    };
    prototype['prepare'] = function (...args) {
      const made = prepare.apply(this, args);
      return isPromise(made)
        ? made.then((one) => remember(one, this, args[0]))
        : remember(made, this, args[0]);
    };
  }

  /** Traces a statement, and all of its class. */
  statement(made: object, prepared: Prepared, driver: string): void {
    this.#statements.set(made, prepared);
    const prototype = Object.getPrototypeOf(made) as object;
    if (!this.#isNew(prototype)) return;
    for (const name of ['run', 'get', 'all', 'iterate']) {
      this.#wrap(prototype, name, driver, (self, args) => {
        const { sql, connection } = this.#statements.get(self) ?? ownWords(self);
        return [connection, sql, args];
      });
    }
  }

  /** Traces a class of clients, as @libsql/client has them. Those for files talk to libsql, which is traced itself. */
  clients(type: { prototype: object; name: string }): void {
    if (!this.#isNew(type.prototype)) return;
    const driver = '@libsql/client';
    const isFile = type.name === 'Sqlite3Client';
    const sqlOf = (given: unknown): unknown =>
      typeof given === 'object' && given !== null && 'sql' in given ? given.sql : given;
    const argsOf = (given: unknown): unknown[] =>
      typeof given === 'object' && given !== null && 'args' in given ? [given.args] : [];
    const trace = isFile ? this.#watch.bind(this) : this.#wrap.bind(this);
    trace(type.prototype, 'execute', driver, (self, [one, args]) => [
      self,
      sqlOf(one),
      args === undefined ? argsOf(one) : [args],
    ]);
    trace(type.prototype, 'executeMultiple', driver, (self, [sql]) => [self, sql, []]);
    trace(type.prototype, 'batch', driver, (self, [all]) => {
      const statements = Array.isArray(all) ? (all as unknown[]) : [];
      return [self, statements.map((one) => String(sqlOf(one))).join('; '), statements.flatMap(argsOf)];
    });
  }

  /** Watches the promises that an adapter gives, which asyncshift has written: what it does is traced below it. */
  adapter(type: { prototype: object }): void {
    if (!this.#isNew(type.prototype)) return;
    const driver = 'the adapter';
    this.#watch(type.prototype, 'exec', driver, (self, [sql]) => [self, sql, []]);
    this.#watch(type.prototype, 'pragma', driver, (self, [sql]) => [self, `PRAGMA ${String(sql)}`, []]);
    for (const name of ['run', 'get', 'all', 'iterate']) {
      this.#watch(type.prototype, name, driver, (self, args) => {
        const { sql, connection } = ownWords(self);
        return [connection, sql, args];
      });
    }
  }

  /** Has a method recorded: which connection, which SQL, which parameters is said by its receiver and arguments. */
  #wrap(prototype: object, name: string, driver: string, describe: Describe): void {
    const call = (run: () => unknown, self: object, args: unknown[]): unknown => {
      if (this.#isInside) return run();
      const [connection, sql, parameters] = describe(self, args);
      const number = this.#recorder.connection(connection);
      const operation = this.#recorder.begin(driver, number, String(sql), parameters);
      this.#strict?.begins(operation);
      const failed = (error: unknown): void => {
        this.#strict?.failed(operation);
        operation.end(error ?? 'failed');
      };
      this.#isInside = true;
      try {
        const result = run();
        if (!isPromise(result)) {
          operation.end();
          this.#strict?.gave(operation, result);
          return result;
        }
        // Who gets this one has the error to handle, as before.
        const given = result.then(
          (value) => {
            operation.end();
            return value;
          },
          (error: unknown) => {
            failed(error);
            throw error;
          },
        );
        this.#strict?.gave(operation, given);
        return given;
      } catch (error) {
        failed(error);
        throw error;
      } finally {
        this.#isInside = false;
      }
    };
    replace(prototype, name, call);
  }

  /** Has the promises that a method gives watched. */
  #watch(prototype: object, name: string, driver: string, describe: Describe): void {
    const strict = this.#strict;
    if (!strict) return;
    replace(prototype, name, (run, self, args) => {
      const [connection, sql, parameters] = describe(self, args);
      const at = placeOf(new Error());
      const result = run();
      if (!isPromise(result)) return result;
      const number = this.#recorder.connection(connection);
      const line = { ...this.#recorder.describe(driver, number, String(sql), parameters), at };
      // One of the caller's own: the adapter itself may wait for what it gives.
      const given = result.then((value) => value);
      strict.watch(given, line);
      return given;
    });
  }

  #isNew(prototype: object): boolean {
    if (this.#traced.has(prototype)) return false;
    this.#traced.add(prototype);
    return true;
  }
}

type Describe = (self: object, args: unknown[]) => [connection: object, sql: unknown, parameters: unknown[]];

function replace(
  prototype: object,
  name: string,
  call: (run: () => unknown, self: object, args: unknown[]) => unknown,
): void {
  const methods = prototype as Methods;
  const method = methods[name];
  if (!method || !Object.hasOwn(prototype, name)) return;
  const traced: Method = function (...args) {
    return call(() => method.apply(this, args), this, args);
  };
  Object.defineProperty(traced, 'name', { value: name });
  Object.defineProperty(prototype, name, { value: traced, configurable: true, writable: true });
}

/** What a statement says of itself where nobody saw it prepared. */
function ownWords(self: object): Prepared {
  const { source, sourceSQL, database } = self as { source?: string; sourceSQL?: string; database?: object };
  return { sql: source ?? sourceSQL ?? '(a statement)', connection: database ?? self };
}
