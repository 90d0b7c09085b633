import type { MergeEdit } from './support/apply-edits.js';
import { defineTransform } from './support/define.js';
import { clauseEdits, topEdits } from './support/import-edits.js';
import { planImports } from './support/import-plan.js';

export default defineTransform({
  name: 'imports',
  kinds: ['move-import', 'add-import', 'remove-import'],
  summary: 'Imports, requires and re-exports what the file now uses, and no longer what it does not.',
  safety: 'safe',
  before: `import { createEngine, select } from 'asyncshift/orm';
`,
  after: `import { select } from 'asyncshift/orm';
import { createAsyncEngine } from 'asyncshift/orm/asyncio';
`,
  edits(steps, context): MergeEdit[] {
    const plan = planImports(steps, context);
    return [
      ...plan.clauses.flatMap((clause) => clauseEdits(clause, plan, context)),
      ...topEdits(plan, context),
    ];
  },
});
