import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import ts from 'typescript';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';

/** A temporary project that has this package installed, as it is built. Examples are type-checked and run in it. */
export class Project extends Workspace {
  /** @param files name → text */
  constructor(files: Record<string, string>) {
    super({ 'package.json': '{ "type": "module" }\n', 'tsconfig.json': JSON.stringify(tsconfig), ...files });
    mkdirSync(this.path('node_modules/@types'), { recursive: true });
    symlinkSync(packageRoot, this.path('node_modules/asyncshift'));
    for (const name of ['@types/node', '@types/better-sqlite3', 'libsql', 'memoize', 'tsx', 'typescript']) {
      symlinkSync(path.join(packageRoot, 'node_modules', name), this.path(`node_modules/${name}`));
    }
    const standIn = path.join(packageRoot, 'test/support/better-sqlite3');
    symlinkSync(standIn, this.path('node_modules/better-sqlite3'));
  }

  /** The project's TypeScript files, absolute. */
  sources(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('node_modules') && /(?<!\.d)\.c?ts$/.test(name))
      .sort()
      .map((name) => this.path(name));
  }

  /** Compiles all of it, each file beside its source. @returns type errors, as `file:line: message` */
  compile(): string[] {
    const { options } = ts.convertCompilerOptionsFromJson(tsconfig.compilerOptions, this.root);
    const program = ts.createProgram({
      rootNames: this.sources(),
      options: { ...options, noEmit: false, typeRoots: [this.path('node_modules/@types')] },
    });
    program.emit();
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, '\n');
      if (!file) return message;
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      return `${path.relative(this.root, file.fileName)}:${String(line)}: ${message}`;
    });
  }

  /**
   * Runs compiled programs one after the other in one process: the next one starts when nothing is left to do in the one
   * before. Coroutines that are never awaited make the process fail.
   * @param entries source files, relative to the project
   * @returns what each program printed
   */
  async runAll(entries: readonly string[]): Promise<Map<string, string>> {
    const script = `const entries = ${JSON.stringify(entries)};
process.on('beforeExit', () => {
  const entry = entries.shift();
  if (entry === undefined) return;
  console.log('${mark}' + entry);
  setImmediate(() => import('./' + entry.replace(/ts$/, 'js')));
});
`;
    this.write({ 'run-all.js': script });
    const { stdout, stderr, exitCode } = await x('node', [this.path('run-all.js')], {
      timeout: 60_000,
      nodeOptions: { cwd: this.root, env: { ASYNCSHIFT_STRICT: '1' } },
    });
    if (exitCode !== 0) throw new Error(`exit code ${String(exitCode)}\n${stdout}${stderr}`);
    return new Map(
      stdout
        .split(mark)
        .slice(1)
        .map((part) => {
          const end = part.indexOf('\n') + 1;
          return [part.slice(0, end - 1), part.slice(end)];
        }),
    );
  }
}

/** Begins the line that names the next program; no program prints it. */
const mark = '== example: ';

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['.'],
};
