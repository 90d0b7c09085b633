import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Files by name relative to the project root. */
export type Files = Readonly<Record<string, string>>;

/** Writes files into a new folder that goes with the test; returns its path, free of symbolic links. */
export function makeFolder(files: Files): string {
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'verify-test-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeFiles(root, files);
  return root;
}

export function writeFiles(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

/** Makes a folder a git repository with everything committed that is not ignored. */
export function commitAll(root: string): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    [...identity, 'commit', '--quiet', '-m', 'all'],
  ]) {
    const { status, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  }
}

/**
 * What a change did, as a request takes it: the files of `before` that differ from `after`, and `null` for those only
 * `after` has.
 */
export function differing(before: Files, after: Files): Map<string, Uint8Array | null> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => before[name] !== after[name]);
  return new Map(
    changed.map((name) => [name, before[name] === undefined ? null : Buffer.from(before[name])]),
  );
}

/** A tsconfig under which small programs are checked as strictly as real ones, without @types packages. */
export const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: [],
    strict: true,
  },
});

/** A project of TypeScript modules. */
export const project = { 'package.json': '{ "type": "module" }', 'tsconfig.json': tsconfig };
