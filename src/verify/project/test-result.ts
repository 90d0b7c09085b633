/** How one test ended. */
export interface TestResult {
  /** The file it is in, relative to the project with forward slashes; empty where the runner does not tell. */
  file: string;
  /** Its name, behind those of the suites around it. */
  name: string;
  status: 'passed' | 'failed' | 'skipped';
  /** Why it failed. */
  message?: string | undefined;
}
