import { excerpt } from '../plan-builder.js';
import type { Seeds } from '../seeds.js';
import type { HazardContext } from './context.js';

/** Tells of calls whose profile says that they mean something else once other code can run in between. */
export function planToldHazards({ hazards }: Seeds, { plan, propagation, mayChange }: HazardContext): void {
  if (hazards.size === 0) return;
  for (const [file, { calls }] of propagation.facts) {
    if (!mayChange(file)) continue;
    for (const { node, targets } of calls) {
      const told = targets.map((target) => hazards.get(target)).find((one) => one !== undefined);
      if (told !== undefined) plan.hazard('AS310', node, `${excerpt(node)}: ${told}`);
    }
  }
}
