import { statSync } from 'node:fs';
import { SourceFiles } from './source-files.js';
import { ts } from './typescript.js';

/** What a process that makes one program after the other of the same project keeps: texts, parsed files, what imports mean. */
export class ProgramMemory {
  /** Parsed source files, the latest text of each. */
  readonly sources = new SourceFiles('latest');
  readonly #texts = new Map<string, { modified: bigint; size: bigint; text: string | undefined }>();
  #program: ts.Program | undefined;

  /** Reads a file, unless it is as it was when it was last read. */
  readonly readFile = (file: string): string | undefined => {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stats) return undefined;
    const known = this.#texts.get(file);
    if (known?.modified === stats.mtimeNs && known.size === stats.size) return known.text;
    const text = ts.sys.readFile(file);
    this.#texts.set(file, { modified: stats.mtimeNs, size: stats.size, text });
    return text;
  };

  /**
   * Makes a program, with what the one before found out about imports where it still holds: with the same root files, and
   * every import of a source understood. A file that appears may be what an import meant all along.
   * @param allResolved whether the host has understood every import of a source so far
   */
  createProgram(request: ts.CreateProgramOptions, allResolved: () => boolean): ts.Program {
    const before = this.#program;
    const same = before && sameNames(before.getRootFileNames(), request.rootNames);
    const program = ts.createProgram({ ...request, ...(same ? { oldProgram: before } : {}) });
    this.#program = allResolved() ? program : undefined;
    return program;
  }
}

function sameNames(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((name, at) => name === after[at]);
}
