import { expect, it } from 'vitest';
import { Judge } from '../support/programs/judge.js';

it('finds what is wrong', async () => {
  const judge = new Judge();
  const [problems] = await judge.judge([
    new Map([
      ['db.ts', "import { open } from 'store';\nexport const db = open([]);\n"],
      [
        'main.ts',
        "import { db } from './db.js';\nfor (const one of [1].sort(() => db.count())) console.log(one, db.count);\n",
      ],
    ]),
  ]);
  judge.close();
  expect(problems).toEqual([
    expect.stringContaining('AS208'),
    expect.stringContaining('type error'),
    expect.stringContaining('misused promise'),
  ]);
});
