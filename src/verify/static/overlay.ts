import path from 'node:path';
import { ts } from '../../compiler/typescript.js';

/** A view of the file system in which some files have another content, or do not exist. */
export interface Overlay {
  /** Text of a file, without its byte order mark. */
  readFile: (file: string) => string | undefined;
  fileExists: (file: string) => boolean;
  directoryExists: (folder: string) => boolean;
  /** As `ts.sys.readDirectory`, without the files that do not exist on this side; does not list files only it has. */
  readDirectory: typeof ts.sys.readDirectory;
}

/**
 * Lays files over a folder.
 * @param root absolute path
 * @param files name relative to `root` (forward slashes) → bytes, or `null` where the file does not exist
 */
export function createOverlay(root: string, files: ReadonlyMap<string, Uint8Array | null>): Overlay {
  const texts = new Map([...files].map(([name, bytes]) => [path.join(root, name), bytes && decode(bytes)]));
  const laid = (file: string) => texts.get(path.normalize(file));
  const present = [...texts].filter(([, text]) => text !== null).map(([file]) => file);
  return {
    readFile: (file) => {
      const text = laid(file);
      return text === undefined ? ts.sys.readFile(file) : (text ?? undefined);
    },
    fileExists: (file) => {
      const text = laid(file);
      return text === undefined ? ts.sys.fileExists(file) : text !== null;
    },
    directoryExists: (folder) =>
      ts.sys.directoryExists(folder) ||
      present.some((file) => file.startsWith(path.normalize(folder) + path.sep)),
    readDirectory: (...args) => ts.sys.readDirectory(...args).filter((file) => laid(file) !== null),
  };
}

/** UTF-8 or UTF-16, as TypeScript reads files. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
