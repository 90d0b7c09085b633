import { runAsWorker } from 'synckit';
import type { DriverConnection } from '../../core/contracts.js';
import { makeUrl } from '../url.js';
import { DriverError, messageOf } from './driver-error.js';
import { connectMysql } from './mysql.js';
import { connectPg } from './pg.js';
import type { WorkerAnswer, WorkerRequest } from './server-sync.js';

/** The connections this worker keeps open for the synchronous face, each with its own session on the server. */
const connections = new Map<number, DriverConnection>();

async function work(request: WorkerRequest): Promise<unknown> {
  if (request.operation === 'connect') {
    const connect = request.server === 'pg' ? connectPg : connectMysql;
    connections.set(request.id, await connect(makeUrl(request.url), request.connectArgs));
    return undefined;
  }
  const connection = connections.get(request.id);
  if (connection === undefined) throw new Error(`connection ${request.id} is not open`);
  if (request.operation === 'execute') return connection.execute(request.compiled);
  if (request.operation === 'close') connections.delete(request.id);
  return connection[request.operation]();
}

/** Only plain data crosses between threads: an error becomes its parts. */
async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    return { ok: true, value: await work(request) };
  } catch (error) {
    if (error instanceof DriverError) {
      const { driver, kind, message, disconnect, cause } = error;
      const properties = Object.fromEntries(
        Object.entries(cause ?? {}).filter(
          ([, value]) => typeof value === 'string' || typeof value === 'number',
        ),
      );
      return {
        ok: false,
        driver: { driver, kind, message, disconnect, cause: messageOf(cause), properties },
      };
    }
    return { ok: false, name: error instanceof Error ? error.name : 'Error', message: messageOf(error) };
  }
}

runAsWorker(answer);
