/** What the exit code tells a script; the same for every command. */
export const ExitCode = {
  /** Nothing left to do. */
  done: 0,
  /** Work remains: a preview with changes, or places left to a person. */
  workRemains: 1,
  /** It did not work, or the command line is wrong. */
  failed: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
