import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A PostgreSQL that listens on a port, in a process of its own: the synchronous face blocks the test's. */
export interface PostgresServer extends AsyncDisposable {
  port: number;
}

/** Starts a throwaway PostgreSQL (PGlite behind a socket). */
export async function startPostgres(): Promise<PostgresServer> {
  const script = fileURLToPath(new URL('./pglite-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => {
      resolve(Number(data.toString()));
    });
    child.once('exit', (code) => {
      reject(new Error(`the PostgreSQL server ended with ${code}`));
    });
  });
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
