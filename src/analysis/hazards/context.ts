import type { ts } from '../../compiler/typescript.js';
import type { PlanBuilder } from '../plan-builder.js';
import type { Propagation } from '../propagate.js';
import type { Questions } from '../questions.js';
import type { SourceFiles } from '../source-files.js';

/** What the search for hazards needs to know about the run. */
export interface HazardContext {
  ask: Questions;
  files: SourceFiles;
  plan: PlanBuilder;
  propagation: Propagation;
  mayChange: (file: ts.SourceFile) => boolean;
}
