import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWrongItself, Judge } from './judge.js';
import { program, programSeeds, type Program } from './program.js';

/** `ASYNCSHIFT_SEED=100` begins at another seed, `ASYNCSHIFT_PROGRAMS=5000` tries more programs of each. */
const first = Number(process.env['ASYNCSHIFT_SEED'] ?? 1);
const count = Number(process.env['ASYNCSHIFT_PROGRAMS'] ?? 500);
/** What a project of many programs costs grows faster than their number. */
const atOnce = 25;
/** How much of the programs may be wrong themselves: they say nothing. */
const mayBeWrong = 0.1;
/** How long a failing program is made smaller. */
const shrinkingTime = 120_000;

interface Failure {
  at: number;
  problems: readonly string[];
}

/**
 * Tests that programs do the same when they are migrated. Each call is for a test file of its own: those run side by side.
 * @param offset which seed, counted from the first
 */
export function testPrograms(offset: number): void {
  const seed = first + offset;
  it(
    `${count} programs made from seed ${seed} do the same when they are migrated`,
    { timeout: 60_000 + count * 2000 },
    async () => {
      const judge = new Judge();
      try {
        const made = fc.sample(programSeeds, { seed, numRuns: count });
        const failures: Failure[] = [];
        let wrong = 0;
        for (let start = 0; start < made.length; start += atOnce) {
          const verdicts = await judge.judge(made.slice(start, start + atOnce).map(program));
          for (const [i, problems] of verdicts.entries()) {
            if (isWrongItself(problems)) wrong++;
            else if (problems.length > 0) failures.push({ at: start + i, problems });
          }
        }
        console.log(`seed ${seed}: ${wrong} of ${count} programs are wrong themselves`);
        const [failure] = failures;
        if (failure)
          expect.fail(
            `${failures.length} programs of seed ${seed} fail; ${await told(judge, seed, failure)}`,
          );
        expect(wrong, 'programs that are wrong themselves').toBeLessThanOrEqual(count * mayBeWrong);
      } finally {
        judge.close();
      }
    },
  );
}

/** The failing program, made as small as it can be while it still fails, and what is wrong with it. */
async function told(judge: Judge, seed: number, { at, problems }: Failure): Promise<string> {
  const fails = fc.asyncProperty(programSeeds, async (one) => {
    const [found = []] = await judge.judge([program(one)]);
    return found.length === 0 || isWrongItself(found);
  });
  const path = String(at);
  const details = await fc.check(fails, { seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkingTime });
  const smallest = details.counterexample?.[0];
  if (!smallest) {
    const [whole] = fc.sample(programSeeds, { seed, path, numRuns: 1 });
    return `number ${at}, which does not fail alone:\n${problems.join('\n')}\n\n${whole ? textOf(program(whole)) : ''}`;
  }
  const [found = []] = await judge.judge([program(smallest)]);
  return `number ${at}, made smaller:\n${found.join('\n')}\n\n${textOf(program(smallest))}`;
}

function textOf(files: Program): string {
  return [...files].map(([file, content]) => `// ${file}\n${content}`).join('\n');
}
