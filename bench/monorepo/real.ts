import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';

/** A package that publishes the TypeScript it is written in. */
const real = { name: 'mongodb', version: '6.12.0' };

/**
 * Installs the real repository's packages and takes its sources out of node_modules, where they would be left alone.
 * @returns its name for people, and its folder
 */
export async function fetchReal(work: string): Promise<{ name: string; folder: string }> {
  const folder = path.join(work, real.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--silent', '--no-save', '--ignore-scripts'];
  const packages = [`${real.name}@${real.version}`, '@types/node@20.19.43'];
  const installed = await x('npm', ['install', ...options, ...packages], { nodeOptions: { cwd: folder } });
  if (installed.exitCode !== 0) throw new Error(`npm install failed: ${installed.stderr}`);
  cpSync(path.join(folder, 'node_modules', real.name, 'src'), path.join(folder, 'src'), { recursive: true });
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  return { name: `${real.name} ${real.version}`, folder };
}
