import { Drivers } from './drivers.js';
import { installHooks } from './hooks.js';
import { Recorder } from './recorder.js';
import { Strict } from './strict.js';

/**
 * `node --import asyncshift/trace app.js`: writes what the program does to its databases to the file that
 * `ASYNCSHIFT_TRACE` names, a line of JSON for each operation. With `ASYNCSHIFT_TRACE_STRICT=1` it also looks for
 * operations that nobody waits for and for transactions that another task's statements fall into.
 */
const file = process.env['ASYNCSHIFT_TRACE'];
const started = Symbol.for('asyncshift.trace.started');
if (file !== undefined && file !== '' && !(started in globalThis)) {
  Object.assign(globalThis, { [started]: true });
  const recorder = new Recorder(file);
  const strict = process.env['ASYNCSHIFT_TRACE_STRICT'] === '1' ? new Strict(recorder) : undefined;
  installHooks(new Drivers(recorder, strict));
}
