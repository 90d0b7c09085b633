import type { Wall } from '../plan/plan.js';
import type { OnProgress } from '../plan/progress.js';

/** What to verify. */
export interface VerifyRequest {
  /** Absolute path of the project: the folder that is copied and run, and that all relative names start from. */
  projectRoot: string;
  /**
   * The program to run: a file, or a folder to find it in (see entry.ts); absolute or relative to `projectRoot`.
   * The project root when left out.
   */
  entry?: string;
  /**
   * The files that differ before the change: name relative to `projectRoot` (forward slashes) → bytes before, or `null`
   * when the file did not exist. What stands in the folder now is the tree after the change.
   */
  before: ReadonlyMap<string, Uint8Array | null>;
  /** Absolute path; otherwise the tsconfig.json nearest to the changed files and the entry. */
  tsconfig?: string;
  /** The plan's walls, with lines as they were before the change: errors a wall explains do not count. */
  walls?: readonly Pick<Wall, 'file' | 'line' | 'code'>[];
  /** Arguments for the program; otherwise `asyncshift.args` of package.json. */
  args?: readonly string[];
  /** Environment variables for the program, on top of this process's. */
  env?: Readonly<Record<string, string>>;
  /** Milliseconds the program may run on either side; 60 000 when left out. */
  timeout?: number;
  /** Is told when a kind of checks begins. */
  onProgress?: OnProgress;
}
