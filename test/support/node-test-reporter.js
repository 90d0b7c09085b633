/**
 * A reporter for `node --test`: every test's name and whether it passed, as one JSON text. A file that failed is
 * a result too (it may have thrown before its first test), unless a test in it did. Node leaves it out then as well,
 * but not always: on a busy machine 40 runs of 480 named the file besides (20.20).
 */
export default async function* report(events) {
  const results = [];
  const failedFiles = new Set();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.name === data.file && failedFiles.has(data.file)) continue;
    if (type === 'test:fail') failedFiles.add(data.file);
    results.push({ name: `${data.nesting} ${data.name}`, passed: type === 'test:pass' });
  }
  yield JSON.stringify(results);
}
