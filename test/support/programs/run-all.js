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

const results = [];
for (const file of workerData) {
  current = { lines: [] };
  let limit;
  const late = new Promise((resolve) => (limit = setTimeout(resolve, 10_000, 'does not end')));
  const ended = import(pathToFileURL(file).href).then(
    () => 'ended',
    (error) => `threw ${String(error)}`,
  );
  current.lines.push(await Promise.race([ended, late]));
  clearTimeout(limit);
  // What a program leaves running shows here.
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  results.push(current.lines);
}
parentPort.postMessage(results);
