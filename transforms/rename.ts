import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { contains } from './support/tree.js';

export default defineTransform({
  name: 'rename',
  kinds: ['rename'],
  summary: 'Gives an identifier another name. Where one word is key and value, the key stays.',
  safety: 'safe',
  before: `const session: Session = open();
export const context = { session };
`,
  after: `const db: AsyncSession = open();
export const context = { session: db };
`,
  edits: (steps, context) =>
    steps
      .filter((step) => context.slice(step.range) !== step.to && !isImported(step, context))
      .map((step) => {
        // Parsed for the pass that spells out shorthand properties.
        context.nodeAt(step.range, 'a name');
        return { range: step.range, parts: [step.to], rank: RANK.replace };
      }),
});

/** The step that moves or removes an import says itself how its names go on. */
function isImported(step: StepOf<'rename'>, context: FileContext): boolean {
  return context.steps.some(
    ({ kind, range }) => (kind === 'move-import' || kind === 'remove-import') && contains(range, step.range),
  );
}
