import type { AnalysisOutcome, AnalysisRequest } from '../analysis/index.js';
import type { Plan } from '../plan/plan.js';
import type { OnProgress } from '../plan/progress.js';
import type { RewriteOutcome } from '../rewrite/index.js';
import type { CommandRequest } from '../verify/index.js';
import type { VerifyRequest } from '../verify/request.js';
import type { Verdict } from '../verify/verdict.js';

/** The stages a command calls: the real ones, or stand-ins in tests. */
export interface Stages {
  analyse(request: AnalysisRequest): Promise<AnalysisOutcome>;
  rewrite(plan: Plan, read: (file: string) => string, onProgress?: OnProgress): Promise<RewriteOutcome>;
  verify(request: VerifyRequest): Promise<Verdict>;
  verifyCommand(request: CommandRequest): Promise<Verdict>;
}

/** The real stages, loaded when first used: `undo` and `--help` need no compiler. */
export const stages: Stages = {
  analyse: async (request) => (await import('../analysis/index.js')).analyse(request),
  rewrite: async (plan, read, onProgress) =>
    (await import('../rewrite/index.js')).rewrite(plan, read, onProgress),
  verify: async (request) => (await import('../verify/index.js')).verify(request),
  verifyCommand: async (request) => (await import('../verify/index.js')).verifyCommand(request),
};
