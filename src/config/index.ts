export { findConfig } from './find-config.js';
export { loadConfig, type LoadedConfig } from './load-config.js';
