import { appendFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DriverConnection } from './core/contracts.js';
import { runAsync, runSync, type Flow } from './core/flow.js';
import { messageOf } from './engine/drivers/driver-error.js';
import { syncServer } from './engine/drivers/server-sync.js';
import { AsyncSqliteConnection } from './engine/drivers/sqlite-async.js';
import { connectSqlite } from './engine/drivers/sqlite-sync.js';
import { sqlitePath } from './engine/drivers/sqlite-values.js';
import type { EngineCore } from './engine/engine.js';
import { EventSink, eventSinks } from './engine/events.js';
import { readTables, type Tables } from './engine/snapshot.js';

/** JSON cannot say everything a driver gives; these forms keep the difference between 1n and 1. */
function encode(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  return value;
}

/** Uint8Array has no toJSON, but Buffer has: it must be caught before JSON.stringify calls it. */
function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/**
 * Writes down what a program does to its databases: with `ASYNCSHIFT_TRACE_FILE` set, every trace event goes to that
 * file as one line of JSON as it happens, and the contents of each database when its engine is disposed of and when the
 * process exits (`{ "kind": "database", "url", "tables" }`, or `"error"` when it cannot be read any more).
 */
class Recorder {
  readonly #file: string | undefined;
  readonly #engines = new Set<EngineCore>();

  constructor(file: string | undefined) {
    // Resolved now: the program may change its working directory.
    this.#file = file === undefined || file === '' ? undefined : resolve(file);
  }

  /** Has an engine on record from now on; does nothing unless a file is named. */
  watch(core: EngineCore): void {
    if (this.#file === undefined) return;
    if (this.#engines.size === 0) this.#start();
    this.#engines.add(core);
    core.beforeDispose = () => this.#database(core);
  }

  #start(): void {
    eventSinks.add(
      new EventSink((event) => {
        this.#append(event);
      }),
    );
    process.on('beforeExit', () => {
      // PGlite cannot be read synchronously, and at exit it is too late for anything else.
      const embedded = [...this.#engines].filter(
        (core) => core.used && core.driver.singleConnection === true,
      );
      if (embedded.length > 0) void this.#readEmbedded(embedded);
    });
    process.on('exit', () => {
      for (const core of this.#engines) {
        if (core.used && core.driver.singleConnection !== true) runSync(this.#database(core));
      }
    });
  }

  async #readEmbedded(engines: readonly EngineCore[]): Promise<void> {
    for (const core of engines) await runAsync(this.#database(core));
  }

  *#database(core: EngineCore): Flow<void> {
    core.used = false;
    const url = core.url.set({ drivername: core.url.getBackendName() }).toString();
    try {
      this.#append({ kind: 'database', url, tables: yield* this.#tables(core) });
    } catch (error) {
      this.#append({ kind: 'database', url, error: messageOf(error) });
    }
  }

  /** Reads through the engine's own connection where nothing else sees the database, else through a new synchronous one. */
  *#tables(core: EngineCore): Flow<Tables> {
    const { dialect, sharedDriver } = core;
    if (sharedDriver !== undefined) {
      const driver =
        sharedDriver instanceof AsyncSqliteConnection ? sharedDriver.synchronous() : sharedDriver;
      return yield* readTables(dialect, driver);
    }
    const driver = this.#open(core);
    try {
      return yield* readTables(dialect, driver);
    } finally {
      void driver.close();
    }
  }

  #open(core: EngineCore): DriverConnection {
    const connectArgs = core.options.connectArgs ?? {};
    if (core.dialect === 'sqlite') {
      const path = sqlitePath(core.url);
      // Opening would create it anew, and make an empty database of one that was deleted.
      if (!existsSync(path)) throw new Error(`the database file ${path} no longer exists`);
      return connectSqlite(core.url, connectArgs);
    }
    return syncServer(core.dialect === 'postgresql' ? 'pg' : 'mysql2')(core.url, connectArgs);
  }

  #append(line: object): void {
    appendFileSync(this.#file as string, `${JSON.stringify(plain(line), encode)}\n`);
  }
}

/** The process's recorder. */
export const recorder = new Recorder(process.env['ASYNCSHIFT_TRACE_FILE']);
