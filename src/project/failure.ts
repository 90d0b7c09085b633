/** Something that went wrong at one place, told so that a person knows what, where, and what to do next. */
export interface Failure {
  /** Absolute path of the file it is about. */
  file?: string;
  /** 1-based line. */
  line?: number;
  message: string;
}

/** The code of a Node system error (`ENOENT`), or nothing for any other thrown value. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What a Node system error means, in words people use; other errors keep their own message. */
export function describeSystemError(error: unknown): string {
  switch (systemErrorCode(error)) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder, not a file';
    case 'ENOTDIR':
      return 'part of its path is a file, not a folder';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENAMETOOLONG':
      return 'its name is too long for a temporary file beside it';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
