import { inspect } from 'node:util';
import { describeSystemError, type Failure } from '../project/index.js';

/** System errors that come from the machine asyncshift runs on, not from a mistake in asyncshift. */
const environmental = new Set(['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE']);

/** A permission, disk or file-limit error as a failure with its place; nothing for any other error. */
export function environmentFailure(error: unknown): Failure[] | undefined {
  if (!(error instanceof Error) || !('code' in error) || !environmental.has(String(error.code)))
    return undefined;
  const file = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return [{ file, message: `The system refused: ${describeSystemError(error)}. Mend that and run again.` }];
}

/** What is printed when asyncshift meets an error it does not know: the error itself, and where to report it. */
export function describeCrash(error: unknown): string {
  return [
    inspect(error),
    'This is a bug in asyncshift. What it had written stays in the run journal: "asyncshift undo" puts it back.',
    'Please report it with the lines above.',
    '',
  ].join('\n');
}
