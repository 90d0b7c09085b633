import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import type { ForeignPackage } from './packages.js';

/**
 * Fetches packages by exact version and unpacks them.
 * @returns the folder of each, in their order
 */
export async function fetchPackages(work: string, packages: readonly ForeignPackage[]): Promise<string[]> {
  const tarballs = path.join(work, 'tarballs');
  mkdirSync(tarballs, { recursive: true });
  const specs = packages.map(({ spec }) => spec);
  const options = { throwOnError: true, nodeOptions: { cwd: work } };
  const packed = await x('npm', ['pack', '--json', '--pack-destination', tarballs, ...specs], options);
  const names = (JSON.parse(packed.stdout) as { filename: string }[]).map(({ filename }) => filename);
  return Promise.all(
    names.map(async (name) => {
      const folder = path.join(work, path.basename(name, '.tgz'));
      mkdirSync(folder, { recursive: true });
      const unpack = ['-xzf', path.join(tarballs, name), '-C', folder, '--strip-components', '1'];
      await x('tar', unpack, options);
      return folder;
    }),
  );
}
