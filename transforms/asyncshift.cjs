'use strict';

const path = require('node:path');
const { MessageChannel, Worker } = require('node:worker_threads');

/**
 * In a thread of its own, because jscodeshift has Babel compile whatever is loaded after it in the thread it runs in,
 * the TypeScript compiler included, which takes long and fails.
 */
let worker;

/**
 * The package's transform: `jscodeshift -t node_modules/asyncshift/dist/transforms/asyncshift.cjs --parser=ts file.ts`
 * migrates one file as asyncshift migrates it. See src/rewrite/jscodeshift-entry.ts.
 */
module.exports = function asyncshift(file, api, { plan, pool, driver, tsconfig, dry }) {
  return new Promise((resolve, reject) => {
    worker ??= startWorker();
    const { port1, port2 } = new MessageChannel();
    const done = (settle) => (value) => {
      port1.close();
      worker.off('error', failed);
      settle(value);
    };
    const failed = done(reject);
    worker.once('error', failed);
    port1.once('message', ({ error, reports, source }) => {
      for (const report of reports) api.report(report);
      if (error === undefined) done(resolve)(source);
      else failed(new Error(error));
    });
    worker.postMessage({ file, options: { plan, pool, driver, tsconfig, dry }, port: port2 }, [port2]);
  });
};

/** The answers' ports keep the process alive while a file is worked on; the thread itself does not. */
function startWorker() {
  const started = new Worker(path.join(__dirname, '../src/rewrite/jscodeshift-worker.js'));
  started.unref();
  started.setMaxListeners(0);
  return started;
}
