import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { verify, type Verdict, type VerifyRequest } from '../../src/verify/index.js';
import { listFiles } from '../../src/verify/run/list-files.js';

/**
 * Verifies one folder against another: an application as it was against a migrated copy of it. By hand, once built:
 *
 *     node --import tsx -e "import('./test/verify/verify-folders.ts').then(async (m) =>
 *       console.dir(await m.verifyFolders('fixtures/apps/quickstart', '/tmp/migrated'), { depth: null }))"
 */
export async function verifyFolders(
  before: string,
  after: string,
  more: Partial<VerifyRequest> = {},
): Promise<Verdict> {
  const names = new Set([
    ...(await listFiles(path.resolve(before))),
    ...(await listFiles(path.resolve(after))),
  ]);
  const changed = new Map<string, Uint8Array | null>();
  for (const name of names) {
    const [old, now] = [read(path.join(before, name)), read(path.join(after, name))];
    if (old === null || now === null || !old.equals(now)) changed.set(name, old);
  }
  return verify({ projectRoot: path.resolve(after), before: changed, ...more });
}

function read(file: string): Buffer | null {
  return existsSync(file) ? readFileSync(file) : null;
}
