import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of packages with drizzle-orm in it, beside which it finds the stand-in for better-sqlite3. */
export class DrizzlePackages {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-drizzle-'));
  /** Each package's folder, by name. */
  readonly packages: Readonly<Record<string, string>>;

  /** @param version what of Drizzle's is installed: 0.4x, or 1.0 */
  constructor(version: '0.4' | '1.0' = '0.4') {
    const modules = path.join(this.#folder, 'node_modules');
    const own = path.resolve('node_modules', version === '1.0' ? 'drizzle-orm-1' : 'drizzle-orm');
    const drizzle = path.join(modules, 'drizzle-orm');
    // A link would have it look for better-sqlite3 where it really lies.
    cpSync(own, drizzle, { recursive: true, filter: (file) => !/\.(?:map|d\.cts)$/.test(file) });
    const others = {
      'better-sqlite3': path.resolve('test/support/better-sqlite3'),
      'expo-sqlite': path.resolve('test/support/expo-sqlite'),
      react: path.resolve('test/support/react'),
      ...Object.fromEntries(
        ['@libsql/client', '@types/better-sqlite3', '@types/node', 'libsql'].map((name) => [
          name,
          path.resolve('node_modules', name),
        ]),
      ),
    };
    for (const [name, folder] of Object.entries(others)) {
      mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
      symlinkSync(folder, path.join(modules, name));
    }
    this.packages = { 'drizzle-orm': drizzle, ...others };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
