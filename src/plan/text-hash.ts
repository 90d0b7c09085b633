import { createHash } from 'node:crypto';

/** The SHA-256 of a text without its byte order mark, in hex: how the Plan tells that a file is still what was analysed. */
export function textHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
