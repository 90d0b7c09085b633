import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describeSystemError } from './failure.js';

/** A source file's text, with what is needed to write it back byte for byte. */
export interface Source {
  /** The text without its byte order mark; line ends are as they are in the file. */
  text: string;
  /** Whether the file starts with a byte order mark. */
  bom: boolean;
  /** The file as it is on disk. */
  bytes: Buffer;
}

export type SourceOutcome = ({ ok: true } & Source) | { ok: false; message: string };

const byteOrderMark = '\uFEFF';
const newline = 0x0a;

/**
 * Reads a source file. Text is UTF-8, with or without a byte order mark.
 * @returns the source, or why it cannot be read (missing, no permission, a folder, not UTF-8).
 */
export function readSource(file: string): SourceOutcome {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return {
      ok: false,
      message: `The file cannot be read: ${describeSystemError(error)}. Make it readable, or leave it out with .asyncshiftignore.`,
    };
  }
  return decodeSource(bytes);
}

/** Decodes the bytes of a source file: the inverse of {@link encodeSource}. */
export function decodeSource(bytes: Buffer): SourceOutcome {
  if (looksLikeUtf16(bytes)) {
    return {
      ok: false,
      message: 'The file is UTF-16. Save it as UTF-8, or leave it out with .asyncshiftignore.',
    };
  }
  if (!isUtf8(bytes)) {
    const line = firstInvalidLine(bytes);
    return {
      ok: false,
      message: `The file is not valid UTF-8 (first in line ${line}). Save it as UTF-8, or leave it out with .asyncshiftignore.`,
    };
  }
  const whole = bytes.toString('utf8');
  const bom = whole.startsWith(byteOrderMark);
  return { ok: true, text: bom ? whole.slice(1) : whole, bom, bytes };
}

/** The bytes of a text, with the byte order mark the file had. */
export function encodeSource(text: string, bom: boolean): Buffer {
  return Buffer.from(bom ? byteOrderMark + text : text, 'utf8');
}

/** UTF-16 with a byte order mark, or without one but starting with an ASCII character. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0
  );
}

/** 1-based. A newline byte is never part of a longer UTF-8 sequence, so lines can be judged one by one. */
function firstInvalidLine(bytes: Buffer): number {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(newline, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
