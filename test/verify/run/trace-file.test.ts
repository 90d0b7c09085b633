import { expect, it } from 'vitest';
import { parseRecording } from '../../../src/verify/run/trace-file.js';

it('tells events and databases apart', () => {
  const text = '{"kind":"begin","connection":1}\n{"kind":"database","url":"sqlite://","tables":{"a":[]}}\n';
  expect(parseRecording(text)).toEqual({
    events: [{ kind: 'begin', connection: 1 }],
    databases: [{ kind: 'database', url: 'sqlite://', tables: { a: [] } }],
  });
});

it('reads nothing from nothing', () => {
  expect(parseRecording('')).toEqual({ events: [], databases: [] });
});

it('passes over a line the death of the process cut off', () => {
  expect(parseRecording('{"kind":"begin","connection":1}\n{"kind":"exec').events).toHaveLength(1);
});

it('names a line that is not JSON', () => {
  expect(() => parseRecording('{"kind":"begin","connection":1}\noops\n')).toThrow(
    'Line 2 of the recorded trace is not JSON: oops',
  );
});
