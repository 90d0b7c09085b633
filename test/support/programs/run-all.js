/**
 * A thread that runs many programs, one after another, each by importing its module. It is given the modules' paths, and
 * says what each of them did.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

let current;
console.log = (...values) => current.lines.push(format(...values));
process.on('unhandledRejection', (reason) => current.lines.push(`unhandled: ${String(reason)}`));

/** How many turns without a word mean that nothing goes on any more: each call of the database takes one and says so. */
const quiet = 10;

const results = [];
for (const file of workerData) {
  current = { lines: [] };
  let limit;
  const late = new Promise((resolve) => (limit = setTimeout(resolve, 10_000, 'does not end')));
  const ended = import(pathToFileURL(file).href).then(
    () => 'ended',
    (error) => `threw ${String(error)}`,
  );
  const how = await Promise.race([ended, late]);
  const isScript = file.endsWith('.cjs');
  if (!isScript) current.lines.push(how);
  clearTimeout(limit);
  // What a program leaves running shows here; a script goes on when it has been loaded.
  for (let turn = 0, said = 0; turn < quiet; turn++) {
    if (said !== current.lines.length) turn = 0;
    said = current.lines.length;
    await setImmediate();
  }
  if (isScript) {
    // It throws at once, or later: in either case that is its last word.
    const failed = how.startsWith('threw ') ? how.slice('threw '.length) : undefined;
    if (failed !== undefined) current.lines.push(`unhandled: ${failed}`);
  }
  results.push(current.lines);
}
parentPort.postMessage(results);
