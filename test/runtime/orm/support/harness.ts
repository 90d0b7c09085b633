import { describe, expect, it } from 'vitest';
import { AsyncSession, createAsyncEngine, type AsyncEngine } from '../../../../src/runtime/asyncio.js';
import { Session, createEngine, trace, type SessionOptions, type TraceEvent } from '../../../../src/runtime/index.js';
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
  /** What the program has said to the database since the last call: SQL, or the kind of event. */
  statements(): string[];
}

export type Program = (db: Db) => Promise<unknown>;

export interface Outcome {
  value: unknown;
  events: TraceEvent[];
}

const shown = ({ kind, sql }: TraceEvent) => (kind === 'execute' ? String(sql) : kind);

/** Runs a program on one face, in tables of its own. */
export async function runProgram(url: string, isAsync: boolean, program: Program): Promise<Outcome> {
  // The program sees both faces as the asynchronous one.
  const engine = isAsync ? createAsyncEngine(url) : (createEngine(url) as unknown as AsyncEngine);
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
      return await (awaitable.awaitableAttrs[key] as Promise<never>);
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
    await Base.metadata.dropAll(engine);
    await engine.dispose();
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
  const sync = await runProgram('sqlite://', false, program);
  const async = await runProgram('sqlite+aiosqlite://', true, program);
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
export function describeCases(name: string, cases: readonly Case[], urls: { sync?: () => string; async: () => string }): void {
  describe(name, () => {
    for (const { name: title, program, expected } of cases) {
      it(title, async () => {
        const async = await runProgram(urls.async(), true, program);
        expect(async.value).toEqual(expected);
        if (urls.sync === undefined) return;
        const sync = await runProgram(urls.sync(), false, program);
        expect(sync).toEqual(async);
      });
    }
  });
}
