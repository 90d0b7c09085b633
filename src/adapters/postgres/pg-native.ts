import { warn } from 'node:console';
import { EventEmitter } from 'node:events';
import pg, { type CustomTypesConfig, type QueryResult } from 'pg';
import { beginsTransaction } from '../mysql/statements.js';
import { Turns } from '../sqlite/turns.js';
import { connectionOptions } from './connection-options.js';
import { told } from './errors.js';

/** What stands for `$1` in a statement: sent as text, but for `null`. */
type Value = ReturnType<typeof JSON.parse>;

/** A row: an object, or a list of values in `arrayMode`. Nothing is known of it. */
type Row = ReturnType<typeof JSON.parse>;

/** What a statement gave. */
type Result = Pick<QueryResult, 'command' | 'rowCount' | 'fields' | 'rows'>;

type Answer<T extends unknown[]> = (error: Error | undefined, ...answer: T) => void;

/** What pg keeps of a connection, and does not declare. */
interface Underlying {
  connection: { stream: { ref: () => void; unref: () => void } };
}

/**
 * A connection to PostgreSQL with the methods of `pg-native`. Those that waited for the server give promises, and have
 * `Async` where they had `Sync`. Statements are run in the order in which they are asked for, and a transaction that is begun
 * by hand is not mixed with what others ask. It keeps no process alive, unless it listens for notifications.
 */
class AsyncClient extends EventEmitter {
  arrayMode: boolean;
  readonly #types: CustomTypesConfig | undefined;
  readonly #turns = new Turns();
  #client: pg.Client | undefined;

  constructor({ types, arrayMode = false }: { types?: CustomTypesConfig; arrayMode?: boolean } = {}) {
    super();
    this.#types = types;
    this.arrayMode = arrayMode;
    this.on('newListener', (event) => {
      if (event === 'notification') streamOf(this.#client)?.ref();
    });
  }

  /** @param params a URL, or `host=… dbname=…`; without it `PGHOST` and the like say where to connect to */
  async connectAsync(params = ''): Promise<void> {
    await this.#turns.take(() => this.#open(params));
  }

  /** Runs a statement, or without values several. @returns the rows, of the last one */
  async queryAsync(text: string, values?: readonly Value[]): Promise<Row[]> {
    const results = await this.#ask(text, values);
    return results[results.length - 1]?.rows ?? [];
  }

  /** Names a statement that is run later. */
  async prepareAsync(...[name, text]: [name: string, text: string, parameters?: number]): Promise<void> {
    await this.#ask(`PREPARE ${pg.escapeIdentifier(name)} AS ${text}`);
  }

  /** Runs a named statement. @returns its rows */
  async executeAsync(name: string, values: readonly Value[] = []): Promise<Row[]> {
    return this.queryAsync(execution(name, values));
  }

  connect(params: string | Answer<[]>, callback?: Answer<[]>): void {
    const [given, answer] = typeof params === 'function' ? ['', params] : [params, callback];
    tell(this.connectAsync(given), (): [] => [], answer);
  }

  query(
    text: string,
    values: readonly Value[] | Answer<[Row[], unknown]>,
    callback?: Answer<[Row[], unknown]>,
  ): void {
    const [given, answer] = typeof values === 'function' ? [undefined, values] : [values, callback];
    tell(this.#ask(text, given), rowsAndResults, answer);
  }

  prepare(name: string, text: string, parameters: number, callback?: Answer<[Row[]]>): void {
    tell(this.prepareAsync(name, text, parameters), (): [Row[]] => [[]], callback);
  }

  execute(name: string, values: readonly Value[], callback?: Answer<[Row[], unknown]>): void {
    tell(this.#ask(execution(name, values)), rowsAndResults, callback);
  }

  escapeLiteral(text: string): string {
    return pg.escapeLiteral(text);
  }

  escapeIdentifier(text: string): string {
    return pg.escapeIdentifier(text);
  }

  /** @returns `I` outside a transaction, `T` in one, `E` in one that failed; null without a connection */
  getTransactionStatus(): 'I' | 'T' | 'E' | null {
    return this.#client?.getTransactionStatus() ?? null;
  }

  /** Closes the connection once what was asked before is done. */
  end(callback?: () => void): void {
    const closed = this.#turns.take(async () => {
      const client = this.#client;
      this.#lose();
      streamOf(client)?.ref();
      await client?.end();
    });
    tell(closed, (): [] => [], callback);
  }

  /** Does something before all that others ask of the connection from now on. */
  setUp<T>(work: (client: this) => Promise<T>): Promise<T> {
    return this.#turns.hold(() => work(this));
  }

  #ask(text: string, values?: readonly Value[]): Promise<Result[]> {
    const run = async (): Promise<Result[]> => {
      const given = this.#query(text, values);
      const client = this.#client;
      if (!client) throw new Error('connection pointer is NULL\n');
      const stream = streamOf(client);
      stream?.ref();
      try {
        const result: unknown = await client.query(given);
        return [result].flat() as Result[];
      } catch (error) {
        throw told(error);
      } finally {
        if (this.listenerCount('notification') === 0) stream?.unref();
        if (!['T', 'E'].includes(client.getTransactionStatus() ?? '')) this.#turns.ended();
      }
    };
    return beginsTransaction(text) ? this.#turns.begin(run) : this.#turns.take(run);
  }

  #query(text: string, values: readonly Value[] | undefined) {
    if (values && !Array.isArray(values)) throw new TypeError('Parameters must be an array');
    return {
      text,
      ...(values && { values: values.map(asText), queryMode: 'extended' }),
      ...(this.arrayMode && { rowMode: 'array' }),
      ...(this.#types && { types: this.#types }),
    };
  }

  async #open(params: string): Promise<void> {
    const client = new pg.Client(connectionOptions(params));
    client.on('error', (error) => {
      this.#turns.ended();
      if (this.listenerCount('error') > 0) this.emit('error', error);
    });
    client.on('notice', ({ severity = 'NOTICE', message = '' }) => {
      warn(`${severity}:  ${message}`);
    });
    client.on('notification', ({ channel, payload, processId }) => {
      this.emit('notification', { relname: channel, extra: payload, be_pid: processId });
    });
    await client.connect();
    if (this.listenerCount('notification') === 0) streamOf(client)?.unref();
    this.#client = client;
  }

  #lose(): void {
    this.#client = undefined;
    this.#turns.ended();
  }
}

/** What pg-native exports, with promises: called with and without `new`. */
const Client = new Proxy(AsyncClient, {
  apply: (target, _this, [options]: ConstructorParameters<typeof AsyncClient>) => new target(options),
}) as typeof AsyncClient & ((...options: ConstructorParameters<typeof AsyncClient>) => AsyncClient);
type Client = AsyncClient;

export default Client;

function streamOf(client: pg.Client | undefined): Underlying['connection']['stream'] | undefined {
  return (client as unknown as Underlying | undefined)?.connection.stream;
}

function asText(value: Value): string | null {
  return value === null ? null : String(value);
}

function execution(name: string, values: readonly Value[]): string {
  const texts = values.map(asText).map((text) => (text === null ? 'NULL' : pg.escapeLiteral(text)));
  return `EXECUTE ${pg.escapeIdentifier(name)}${texts.length > 0 ? `(${texts.join(', ')})` : ''}`;
}

/** What callbacks are told: rows and result of one statement, lists of those of several. */
function rowsAndResults(results: Result[]): [Row[], unknown] {
  const [first] = results;
  return results.length > 1 ? [results.map(({ rows }): Row[] => rows), results] : [first?.rows ?? [], first];
}

/** Tells a callback what became of something. */
function tell<T, A extends unknown[]>(
  work: Promise<T>,
  answer: (result: T) => A,
  callback: Answer<A> | undefined,
): void {
  work.then(
    (result) => callback?.(undefined, ...answer(result)),
    (error: unknown) => (callback as unknown as ((error: unknown) => void) | undefined)?.(error),
  );
}
