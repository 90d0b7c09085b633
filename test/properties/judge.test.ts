import { expect, it } from 'vitest';
import { judge } from '../support/programs/judge.js';

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
  expect(problems).toEqual([
    expect.stringContaining('AS208'),
    expect.stringContaining('type error'),
    expect.stringContaining('misused promise'),
  ]);
});
