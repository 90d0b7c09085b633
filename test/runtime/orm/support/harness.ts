import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AsyncSession, createAsyncEngine, type AsyncEngine } from '../../../../src/runtime/asyncio.js';
import {
  Session,
  createEngine,
  trace,
  type SessionOptions,
  type TraceEvent,
} from '../../../../src/runtime/index.js';
import { Base } from './models.js';

/**
 * What a program works with. It is written for the asynchronous face; on the synchronous one the same calls give their
 * values at once, which `await` does not mind.
 */
export interface Db {
  readonly engine: AsyncEngine;
  readonly isAsync: boolean;
  session(options?: SessionOptions): AsyncSession;
  /** Reads an attribute, loading it if need be, in the way of the face. */
  read<T extends object, K extends keyof T & string>(instance: T, key: K): Promise<T[K]>;
  /** Ends open transactions: some databases have room for one at a time only. */
  endTransactions(): Promise<void>;
  /** What the program has said to the database since the last call: SQL, or the kind of event. */
  statements(): string[];
}

export type Program = (db: Db) => Promise<unknown>;

export interface Outcome {
  value: unknown;
  events: TraceEvent[];
}

const shown = ({ kind, sql }: TraceEvent) => (kind === 'execute' ? String(sql) : kind);

/** An engine of one face, which programs see as the asynchronous one. */
function makeEngine(url: string, isAsync: boolean): AsyncEngine {
  return isAsync ? createAsyncEngine(url) : (createEngine(url) as unknown as AsyncEngine);
}

/** Runs a program on one face, in tables of its own. */
async function runProgram(engine: AsyncEngine, program: Program): Promise<Outcome> {
  const { isAsync } = engine as { isAsync: boolean };
  await Base.metadata.dropAll(engine);
  await Base.metadata.createAll(engine);
  const sessions: AsyncSession[] = [];
  using recording = trace();
  let position = 0;
  const db: Db = {
    engine,
    isAsync,
    session(options) {
      const session = isAsync
        ? new AsyncSession(engine, options)
        : (new Session(engine as never, options) as unknown as AsyncSession);
      sessions.push(session);
      return session;
    },
    async read(instance, key) {
      if (!isAsync) return instance[key];
      const awaitable = instance as unknown as { awaitableAttrs: Record<string, Promise<never>> };
      return awaitable.awaitableAttrs[key] as Promise<never>;
    },
    async endTransactions() {
      for (const session of sessions) await session.rollback();
    },
    statements() {
      const news = recording.events.slice(position).map(shown);
      position = recording.events.length;
      return news;
    },
  };
  try {
    const value = await program(db);
    return { value, events: [...recording.events] };
  } finally {
    for (const session of sessions) await session.close();
  }
}

/** The error a call throws or rejects with, as `Name: message`. */
export async function failure(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  throw new Error('no error was thrown');
}

/** Runs a program on both faces of SQLite; both must say the same to the database and come to the same value. */
export async function onBothFaces(program: Program): Promise<unknown> {
  const engines = [makeEngine('sqlite://', false), makeEngine('sqlite+aiosqlite://', true)] as const;
  const sync = await runProgram(engines[0], program);
  const async = await runProgram(engines[1], program);
  for (const engine of engines) await engine.dispose();
  expect(async).toEqual(sync);
  return sync.value;
}

/** A program and what comes of it, whichever database it runs on. */
export interface Case {
  readonly name: string;
  readonly program: Program;
  readonly expected: unknown;
}

/** Runs cases on a database: on the asynchronous face, and on the synchronous one where there is one. */
export function describeCases(
  name: string,
  cases: readonly Case[],
  urls: { sync?: () => string; async: () => string },
): void {
  describe(name, () => {
    // One engine for all: starting an embedded server takes seconds.
    let async: AsyncEngine;
    let sync: AsyncEngine | undefined;
    beforeAll(() => {
      async = makeEngine(urls.async(), true);
      sync = urls.sync && makeEngine(urls.sync(), false);
    });
    afterAll(async () => {
      await async.dispose();
      await sync?.dispose();
    });

    for (const { name: title, program, expected } of cases) {
      it(title, async () => {
        const outcome = await runProgram(async, program);
        expect(outcome.value).toEqual(expected);
        if (sync !== undefined) expect(await runProgram(sync, program)).toEqual(outcome);
      });
    }
  });
}
