/**
 * asyncshift's stages as functions: analyse code into a Plan, rewrite files by it. The command line is these, with
 * files, terminal and exit codes around them.
 */
export { analyse, type AnalysisOutcome, type AnalysisRequest } from './analysis/index.js';
export { planSchema, type Hazard, type Note, type Plan, type Step, type Wall } from './plan/plan.js';
export { rewrite, type RewriteOutcome } from './rewrite/index.js';
export type { Profile } from './profiles/profile.js';
export { defineConfig, type Config } from './config/schema.js';
export type { UserProfile } from './profiles/user-profile.js';
