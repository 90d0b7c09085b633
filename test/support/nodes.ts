import path from 'node:path';

/** The Nodes that tests may run programs with beside the one that runs them: `ASYNCSHIFT_TEST_NODES`, separated by colons. */
export const otherNodes: readonly string[] = (process.env['ASYNCSHIFT_TEST_NODES'] ?? '')
  .split(path.delimiter)
  .filter((file) => file !== '');

/** A Node with node:sqlite: Node 22 and newer have it, and are what the variable names. */
export const nodeWithSqlite: string | undefined =
  Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : otherNodes[0];
