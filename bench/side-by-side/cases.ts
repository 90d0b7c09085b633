import path from 'node:path';
import { readCases, type Case } from '../../test/support/cases.js';
import { entryOf } from '../../test/support/run-both.js';

/** The fixtures of whole-program analysis whose programs print something, and so can be judged by what they do. */
export function runnableCases(): Case[] {
  return readCases(path.resolve('fixtures/propagation')).filter(({ name, input }) => {
    const entry = entryOf(input);
    return !name.startsWith('skip-') && entry !== undefined && input.get(entry)?.includes('console.log');
  });
}
