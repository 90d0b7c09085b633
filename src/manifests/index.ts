import type { Plan } from '../plan/plan.js';
import type { ManifestChanges } from './plan-manifests.js';

export type { ManifestChanges } from './plan-manifests.js';

/**
 * Works out what becomes of the files that say which packages a project has, as in plan-manifests.ts. What reads them is
 * loaded where a Plan needs a package or does without one.
 * @param texts the texts of files after the change, by absolute path; others are read
 */
export async function planManifests(
  plan: Plan,
  texts: ReadonlyMap<string, string>,
): Promise<ManifestChanges> {
  if (!plan.packages?.length) return { files: [], remarks: [], install: [] };
  return (await import('./plan-manifests.js')).planManifests(plan, texts);
}
