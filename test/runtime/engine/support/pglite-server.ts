/** Run as a child process: an embedded PostgreSQL that speaks the wire protocol; prints its port, lives until killed. */
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const server = new PGLiteSocketServer({
  db: await PGlite.create(),
  host: '127.0.0.1',
  port: 0,
  maxConnections: 20,
});
server.addEventListener('listening', (event) => {
  const { port } = (event as CustomEvent<{ port: number }>).detail;
  process.stdout.write(`${port}\n`);
});
// The parent's end of the pipe closes when the parent dies, however it dies.
process.stdin.on('end', () => process.exit(0)).resume();
await server.start();
