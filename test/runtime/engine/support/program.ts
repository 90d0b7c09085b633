import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exec } from 'tinyexec';

const TSX = import.meta.resolve('tsx');
const ORM = fileURLToPath(new URL('../../../../src/runtime/index.ts', import.meta.url));
const ASYNCIO = fileURLToPath(new URL('../../../../src/runtime/asyncio.ts', import.meta.url));

/** A folder for one test, with programs that run in processes of their own. */
export class ProgramFolder implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), 'asyncshift-'));

  /** Writes a module and runs it. Imports from `ORM` and `ASYNCIO` mean the runtime in this repository. */
  async run(source: string, env: Record<string, string> = {}) {
    const file = join(this.path, 'program.mts');
    writeFileSync(
      file,
      source.replaceAll("'ORM'", JSON.stringify(ORM)).replaceAll("'ASYNCIO'", JSON.stringify(ASYNCIO)),
    );
    const { stdout, stderr, exitCode } = await exec(
      process.execPath,
      ['--expose-gc', '--import', TSX, file],
      {
        nodeOptions: { cwd: this.path, env },
      },
    );
    return { stdout, stderr, exitCode, file };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}
