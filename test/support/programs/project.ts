import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyse } from '../../../src/analysis/index.js';
import { loadProgram } from '../../../src/analysis/load-program.js';
import type { Plan } from '../../../src/plan/plan.js';
import { rewrite, type RewriteOutcome } from '../../../src/rewrite/index.js';
import { describeFinding, type Finding } from '../../../src/verify/static/finding.js';
import { createOverlay } from '../../../src/verify/static/overlay.js';
import { promiseMistakes } from '../../../src/verify/static/promises.js';
import { typeErrors } from '../../../src/verify/static/types.js';
import { writeFiles } from '../cases.js';
import { storeProfile } from '../store-profile.js';

/** What is wrong, and in which file; the rest of the project's is in none. */
export type Problem = readonly [file: string | undefined, problem: string];

const packages = {
  store: path.resolve('test/support/store'),
  '@types/globals': path.resolve('test/support/programs/globals'),
};

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023', 'esnext.disposable'],
  types: ['globals'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
};

/**
 * A folder that generated programs are judged in, one batch after the other: what the compiler reads of the language and
 * of packages is read once for all of them.
 */
export class Project {
  readonly #root = mkdtempSync(path.join(tmpdir(), 'asyncshift-programs-'));
  readonly #memory = {};

  constructor() {
    this.#write('package.json', { type: 'module' });
    this.#write('tsconfig.json', { compilerOptions, include: ['.'] });
    for (const [name, folder] of Object.entries(packages)) {
      const target = path.join(this.#root, 'node_modules', name);
      mkdirSync(path.dirname(target), { recursive: true });
      symlinkSync(folder, target);
    }
  }

  #write(name: string, content: object): void {
    writeFileSync(path.join(this.#root, name), JSON.stringify(content));
  }

  /** Puts files in place of all there are. */
  fill(files: ReadonlyMap<string, string>, before: ReadonlyMap<string, string> = new Map()): void {
    for (const file of before.keys()) if (!files.has(file)) rmSync(path.join(this.#root, file));
    writeFiles(this.#root, files);
  }

  /** Analyses and rewrites files; nothing is written. */
  migrate(names: Iterable<string>): { plan: Plan; written: RewriteOutcome } {
    const outcome = analyse({ ...this.#request(names), root: this.#root, profiles: [storeProfile] });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
    const read = (file: string) => readFileSync(path.join(this.#root, file), 'utf8');
    return { plan: outcome.plan, written: rewrite(outcome.plan, read) };
  }

  /** Type errors of files as they are now, and mistakes with promises. */
  check(names: Iterable<string>): { types: Problem[]; promises: Problem[] } {
    const loaded = loadProgram({ ...this.#request(names), root: this.#root, profiles: [] });
    if ('failures' in loaded)
      return { types: loaded.failures.map(({ file, message }) => [file, message]), promises: [] };
    const overlay = createOverlay(this.#root, new Map());
    const side = { programs: [{ program: loaded.program, uncheckedJs: false }], overlay };
    return {
      types: told('type error', typeErrors(this.#root, side)),
      promises: told('promise', promiseMistakes(this.#root, side)),
    };
  }

  #request(names: Iterable<string>) {
    return {
      files: [...names].map((name) => path.join(this.#root, name)),
      tsconfig: path.join(this.#root, 'tsconfig.json'),
      memory: this.#memory,
    };
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

function told(what: string, findings: readonly Finding[]): Problem[] {
  return findings.map((finding) => [finding.file, `${what}: ${describeFinding(finding)}`]);
}
