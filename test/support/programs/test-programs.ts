import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from './judge.js';
import { program, programSeeds, type ProgramSeed } from './program.js';

/** `ASYNCSHIFT_SEED=100` begins at another seed, `ASYNCSHIFT_PROGRAMS=5000` tries more programs of each. */
const first = Number(process.env['ASYNCSHIFT_SEED'] ?? 1);
const count = Number(process.env['ASYNCSHIFT_PROGRAMS'] ?? 250);
const atOnce = 25;

/**
 * Tests that programs do the same when they are migrated. Each call is for a test file of its own: those run side by side.
 * @param offset which seed, counted from the first
 */
export function testPrograms(offset: number): void {
  const seed = first + offset;
  it(
    `${count} programs made from seed ${seed} do the same when they are migrated`,
    { timeout: 1_200_000 },
    async () => {
      const made = fc.sample(programSeeds, { seed, numRuns: count });
      const failing: number[] = [];
      for (let start = 0; start < made.length; start += atOnce) {
        const verdicts = await judge(made.slice(start, start + atOnce).map(program));
        failing.push(...verdicts.flatMap((problems, i) => (isMigrationsFault(problems) ? [start + i] : [])));
      }
      const [failed] = failing;
      if (failed !== undefined) await shrink(seed, failed, failing.length);
    },
  );
}

/** Whether there is something wrong that was right before: a program that is wrong itself says nothing. */
function isMigrationsFault(problems: readonly string[]): boolean {
  return problems.length > 0 && !problems.some((one) => one.startsWith('the program itself is wrong'));
}

/** Makes the failing program smaller while it still fails, and fails with it, its seed and what is wrong. */
async function shrink(seed: number, at: number, failures: number): Promise<void> {
  const property = fc.asyncProperty(programSeeds, async (one) => {
    expect((await judge([program(one)]))[0]).toEqual([]);
  });
  const details = await fc.check(property, {
    seed,
    path: String(at),
    numRuns: 1,
    interruptAfterTimeLimit: 600_000,
  });
  const smallest: ProgramSeed | undefined = details.counterexample?.[0];
  const alone = smallest ? undefined : 'It does not fail alone.';
  const text = smallest
    ? [...program(smallest)].map(([file, content]) => `// ${file}\n${content}`).join('\n')
    : '';
  const problems = smallest ? (await judge([program(smallest)]))[0] : [];
  expect.fail(
    `${failures} programs of seed ${seed} fail; the first is number ${at}. ${alone ?? ''}\n${problems?.join('\n') ?? ''}\n\n${text}`,
  );
}
