import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rewriteText, transforms } from '../../transforms/index.js';
import { expected, type Fixture, FIXTURES, fixturesOf, stepsFor } from './support/fixtures.js';

describe('fixtures', () => {
  it('has a folder for every transform', () => {
    const folders = readdirSync(FIXTURES);
    expect(transforms.map(({ name }) => name).filter((name) => !folders.includes(name))).toEqual([]);
  });
});

describe.each(transforms)('$name', (definition) => {
  const fixtures = fixturesOf(definition.name);

  it('shows what it does by an example that holds', () => {
    const example = fixtures.find(({ name }) => name === 'example');
    if (!example) throw new Error(`fixtures/${definition.name}/example is missing`);
    const steps = stepsFor(example, example.inputName, example.input);
    expect(example.input).toBe(definition.before);
    expect(
      rewriteText({ path: example.inputName, text: definition.before, steps, transforms: [definition] }),
    ).toEqual({
      ok: true,
      text: definition.after,
    });
  });

  it('is tried on code it has to leave alone', () => {
    const kinds = new Set(fixtures.map(({ expects }) => expects));
    expect(kinds.has('change') && (kinds.has('no-change') || kinds.has('refusal'))).toBe(true);
  });

  it.each(fixtures)('$name', (fixture) => {
    const result = run(fixture, String);
    if (fixture.expects === 'no-change') expect(result).toBe(fixture.input);
    else expect(result).toBe(expected(fixture, result));
    if (fixture.expects === 'change') expect(result).not.toBe(fixture.input);
  });

  it.each(fixtures)('$name, with CRLF', (fixture) => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    const plain = run(fixture, String);
    expect(run(fixture, crlf)).toBe(fixture.expects === 'refusal' ? plain : crlf(plain));
  });
});

/** The text a case ends up with; for a refusal, its message. */
function run(fixture: Fixture, form: (text: string) => string): string {
  const text = form(fixture.input);
  const path = join(fixture.folder, fixture.inputName);
  const steps = stepsFor(fixture, fixture.inputName, text, form);
  const outcome = rewriteText({ path, text, steps, transforms });
  const message = outcome.ok ? undefined : outcome.message;
  if (fixture.expects !== 'refusal') expect(message).toBeUndefined();
  else expect(message).toBeDefined();
  return outcome.ok ? outcome.text : `${outcome.message}\n`;
}
