/** Why a check could not be made, in words for people: what the project lacks, and what to do. */
export class CannotCheck extends Error {
  override name = 'CannotCheck';
}

/**
 * What kept a check from being made: the project, or the machine.
 * @throws any other error: a mistake of asyncshift's own is no difference between two programs
 */
export function reasonOf(error: unknown): string {
  const known = error instanceof CannotCheck || (error instanceof Error && 'code' in error);
  if (!known) throw error;
  return error.message;
}
