import type { ConfigOutcome } from './load-config.js';

export { findConfig } from './find-config.js';
export type { LoadedConfig } from './load-config.js';

/** Reads a configuration. What runs and checks one takes long to load, and most projects have none. */
export async function loadConfig(file: string): Promise<ConfigOutcome> {
  return (await import('./load-config.js')).loadConfig(file);
}
