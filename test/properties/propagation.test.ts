import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../support/programs/judge.js';
import { program, programSeeds, type ProgramSeed } from '../support/programs/program.js';

/** `ASYNCSHIFT_SEEDS=7,8` tries other seeds, `ASYNCSHIFT_PROGRAMS=5000` more programs of each. */
const seeds = (process.env['ASYNCSHIFT_SEEDS'] ?? '1,2,3,4').split(',').map(Number);
const count = Number(process.env['ASYNCSHIFT_PROGRAMS'] ?? 500);
const atOnce = 250;

describe.each(seeds)('programs made from seed %i', (seed) => {
  it(`do the same when they are migrated (${count} of them)`, { timeout: 1_200_000 }, async () => {
    const made = fc.sample(programSeeds, { seed, numRuns: count });
    const failing: number[] = [];
    for (let start = 0; start < made.length; start += atOnce) {
      const verdicts = await judge(made.slice(start, start + atOnce).map(program));
      failing.push(...verdicts.flatMap((problems, i) => (problems.length > 0 ? [start + i] : [])));
    }
    const [first] = failing;
    if (first !== undefined) await shrink(seed, first, failing.length);
  });
});

it('finds what is wrong', async () => {
  const [problems] = await judge([
    new Map([
      ['db.ts', "import { open } from 'store';\nexport const db = open([]);\n"],
      [
        'main.ts',
        "import { db } from './db.js';\nfor (const one of [1].sort(() => db.count())) console.log(one, db.count);\n",
      ],
    ]),
  ]);
  expect(problems).toEqual([expect.stringContaining('AS208')]);
});

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
