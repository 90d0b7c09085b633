import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSyncFn, TsRunner } from 'synckit';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import { InvalidRequestError } from '../../core/errors.js';
import type { URL } from '../url.js';
import { DriverError, messageOf, type DriverErrorKind } from './driver-error.js';
import type { ConnectArgs } from './types.js';

/** What the synchronous face asks of the worker. */
export type WorkerRequest =
  | { operation: 'connect'; id: number; server: 'pg' | 'mysql2'; url: string; connectArgs: ConnectArgs }
  | { operation: 'execute'; id: number; compiled: Compiled }
  | { operation: 'begin' | 'commit' | 'rollback' | 'close'; id: number };

/** What the worker answers. */
export type WorkerAnswer =
  | { ok: true; value: unknown }
  | {
      ok: false;
      driver: {
        driver: string;
        kind: DriverErrorKind;
        message: string;
        disconnect: boolean;
        cause: string;
        properties: Record<string, unknown>;
      };
    }
  | { ok: false; driver?: undefined; name: string; message: string };

/**
 * In the repository itself there is only TypeScript. tsx, loaded with `--import tsx`, sees to the main thread only on
 * Node 20, so the worker has to register it by itself.
 */
function typescriptOptions(): { tsRunner: TsRunner; execArgv: string[] } {
  const api = import.meta.resolve('tsx/esm/api');
  const register = `import { register } from ${JSON.stringify(api)}; register();`;
  return {
    tsRunner: TsRunner.TSX,
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(register)}`],
  };
}

/**
 * The one worker thread in which the synchronous face's server connections live, while this thread waits for each
 * answer. The worker does not keep the process alive (synckit unrefs it).
 */
class ServerWorker {
  #ask: ((request: WorkerRequest) => WorkerAnswer) | undefined;
  #lastId = 0;

  nextId(): number {
    return ++this.#lastId;
  }

  /**
   * @throws DriverError as the driver threw it, its cause rebuilt from the parts that could cross the thread border
   * @throws InvalidRequestError if the driver's package is not installed, or `connectArgs` cannot be sent to a thread
   */
  ask(request: WorkerRequest): unknown {
    this.#ask ??= this.#start();
    let answer: WorkerAnswer;
    try {
      answer = this.#ask(request);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'DataCloneError') {
        throw new InvalidRequestError(
          `The synchronous driver runs in a worker thread, to which connectArgs must be sendable as plain data: ${error.message}`,
          { cause: error },
        );
      }
      throw error;
    }
    if (answer.ok) return answer.value;
    if (answer.driver === undefined) throw new InvalidRequestError(answer.message);
    const { driver, kind, message, disconnect, cause, properties } = answer.driver;
    throw new DriverError(driver, kind, message, disconnect, Object.assign(new Error(cause), properties));
  }

  #start(): (request: WorkerRequest) => WorkerAnswer {
    const compiled = fileURLToPath(new globalThis.URL('./server-worker.js', import.meta.url));
    const options = existsSync(compiled) ? {} : typescriptOptions();
    return createSyncFn(compiled, options) as (request: WorkerRequest) => WorkerAnswer;
  }
}

const serverWorker = new ServerWorker();

/** A connection to a server for the synchronous face: each call blocks until the worker has answered. */
class SyncServerConnection implements DriverConnection {
  constructor(private readonly id: number) {}

  execute(compiled: Compiled): DriverResult {
    const { sql, parameters } = compiled;
    try {
      return serverWorker.ask({
        operation: 'execute',
        id: this.id,
        compiled: { sql, parameters },
      }) as DriverResult;
    } catch (error) {
      if (error instanceof DriverError || error instanceof InvalidRequestError) throw error;
      throw new DriverError('synckit', 'InterfaceError', messageOf(error), true, error);
    }
  }

  begin(): void {
    serverWorker.ask({ operation: 'begin', id: this.id });
  }

  commit(): void {
    serverWorker.ask({ operation: 'commit', id: this.id });
  }

  rollback(): void {
    serverWorker.ask({ operation: 'rollback', id: this.id });
  }

  close(): void {
    serverWorker.ask({ operation: 'close', id: this.id });
  }
}

/** Makes the synchronous connector of a server: `pg` or `mysql2`, in a worker thread. */
export function syncServer(
  server: 'pg' | 'mysql2',
): (url: URL, connectArgs: ConnectArgs) => DriverConnection {
  return (url, connectArgs) => {
    const id = serverWorker.nextId();
    const text = url.renderAsString({ hidePassword: false });
    serverWorker.ask({ operation: 'connect', id, server, url: text, connectArgs });
    return new SyncServerConnection(id);
  };
}
