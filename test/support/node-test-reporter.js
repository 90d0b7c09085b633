/** A reporter for `node --test`: every test's name and whether it passed, as one JSON text. */
export default async function* report(events) {
  const results = [];
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    results.push({ name: `${data.nesting} ${data.name}`, passed: type === 'test:pass' });
  }
  yield JSON.stringify(results);
}
