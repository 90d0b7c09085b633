import type { Callable } from '../callables.js';
import { packageOf } from '../packages.js';

const frameworks = /^(?:vitest|@vitest\/.+|jest|@jest\/.+|expect|jest-.+|mocha|node|bun-types)$/;

/** Whether a callable is declared by a test framework. */
export function isTestFrameworks(callable: Callable): boolean {
  const name = packageOf(callable);
  if (name === 'node') return /\/test(?:\/.*)?\.d\.ts$/.test(callable.getSourceFile().fileName);
  return name !== undefined && frameworks.test(name);
}
