import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';

/** A temporary folder with files, removed when it goes out of scope. */
export class Workspace implements Disposable {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-test-')));

  /** @param files name → content */
  constructor(files: Record<string, string | Uint8Array> = {}) {
    this.write(files);
  }

  /** The absolute path of a name in the folder. */
  path(name: string): string {
    return path.join(this.root, name);
  }

  write(files: Record<string, string | Uint8Array>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
  }

  /** Installs asyncshift itself, as it is built here. */
  installAsyncshift(): this {
    mkdirSync(this.path('node_modules'));
    symlinkSync(packageRoot, this.path('node_modules/asyncshift'));
    return this;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  chmod(name: string, mode: number): void {
    chmodSync(this.path(name), mode);
  }

  /** All files with their text, but for git's own and the journal's. */
  snapshot(): Record<string, string> {
    const names = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name)))
      .filter((name) => !/^(\.git|\.asyncshift)\//.test(name));
    return Object.fromEntries(names.sort().map((name) => [name, this.read(name)]));
  }

  /** Runs git in the folder (or one below it). */
  git(args: string[], folder = '.'): string {
    return execFileSync('git', args, { cwd: this.path(folder), env: gitEnvironment, encoding: 'utf8' });
  }

  /** Makes the folder a repository with everything in it committed. */
  commitAll(): this {
    this.git(['-c', 'init.defaultBranch=main', 'init', '--quiet']);
    this.git(['add', '--all']);
    this.git(['commit', '--quiet', '--message', 'all', '--allow-empty']);
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Git with a user, and without the machine's own settings. */
const gitEnvironment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_ALLOW_PROTOCOL: 'file',
};
