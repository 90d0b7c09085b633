/**
 * Runs many programs in one process, one after another, each by importing its module:
 *
 *     node run-all.js LIST RESULTS
 *
 * LIST names a file with the modules' paths, RESULTS the file that gets what each one did; both are JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [list, target] = process.argv.slice(2);
let current;
console.log = (...values) => current.lines.push(format(...values));
process.on('unhandledRejection', (reason) => current.lines.push(`unhandled: ${String(reason)}`));

const results = [];
for (const file of JSON.parse(readFileSync(list, 'utf8'))) {
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
writeFileSync(target, JSON.stringify(results));
