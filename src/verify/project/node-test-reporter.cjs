/* A reporter for node:test: every test on a line of its own, as JSON, in a file of the process. */
const { appendFileSync } = require('node:fs');
const path = require('node:path');

module.exports = async function* report(events) {
  const file = path.join(process.env.ASYNCSHIFT_REPORTS, `node-${process.pid}.jsonl`);
  /* The names of the suites around a test come when they start, the test's own when it ends. */
  const around = [];
  const failedFiles = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:start') around.splice(data.nesting, around.length, data.name);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { skip, todo, nesting, name, details } = data;
    if (details && details.type === 'suite') continue;
    /*
     * `node --test file` of Node 20 gives each file a test of its own, which is named after it. Its failure says
     * something new only where no test in it failed: on a busy machine Node names it besides, now and then.
     */
    const isFile = nesting === 0 && data.file !== undefined && path.resolve(name) === data.file;
    if (isFile && (type === 'test:pass' || failedFiles.has(data.file))) continue;
    if (type === 'test:fail') failedFiles.add(data.file);
    const error = details && details.error;
    const status =
      skip !== undefined || todo !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const names = [...around.slice(0, nesting), name];
    const message = error ? String((error.cause && error.cause.message) || error.message) : undefined;
    appendFileSync(
      file,
      `${JSON.stringify({ file: data.file, name: names.join(' > '), status, message })}\n`,
    );
  }
  yield '';
};
