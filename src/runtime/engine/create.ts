import { recorder } from '../recorder.js';
import { AsyncEngine } from './async.js';
import type { EngineOptions } from './options.js';
import { Engine } from './sync.js';
import type { URL } from './url.js';

/**
 * Makes an engine of the synchronous face. Nothing is opened before the first connection.
 * @param url `dialect[+driver]://user:password@host:port/database`, e.g. `sqlite:///shop.db`
 * @throws ArgumentError for a URL that does not parse or a pool class of the other face
 * @throws NoSuchModuleError for an unknown dialect or driver
 * @throws InvalidRequestError for a driver of the asynchronous face
 */
export function createEngine(url: string | URL, options: EngineOptions = {}): Engine {
  const engine = new Engine(url, options);
  recorder.watch(engine.core);
  return engine;
}

/**
 * Makes an engine of the asynchronous face. Nothing is opened before the first connection.
 * @param url `dialect+driver://user:password@host:port/database`, e.g. `sqlite+aiosqlite:///shop.db`
 * @throws as {@link createEngine}, InvalidRequestError for a synchronous driver ("The asyncio extension requires an async driver")
 */
export function createAsyncEngine(url: string | URL, options: EngineOptions = {}): AsyncEngine {
  const engine = new AsyncEngine(url, options);
  recorder.watch(engine.core);
  return engine;
}
