import path from 'node:path';
import { toPosix } from '../../project/ancestors.js';
import type { ts } from '../../compiler/typescript.js';
import { mapLines, type LineMap } from './line-map.js';
import type { Side } from './programs.js';

/** Something static checking found at one place. */
export interface Finding {
  /** Relative to the project root; absent for what concerns no file. */
  file?: string;
  /** 0-based. */
  line: number;
  character: number;
  /** `TS2322`, or the kind of promise mistake. */
  code: string;
  message: string;
  /** Text of the line, white space evened out. */
  context: string;
  /** Not worth telling: it only stands for the same thing on the other side. */
  aside?: boolean;
  /** The wall that explains it: `AS012`. */
  explainedBy?: string;
}

/** A finding at a node's or diagnostic's place. */
export function findingAt(
  root: string,
  source: ts.SourceFile,
  position: number,
  code: string,
  message: string,
): Finding {
  const { line, character } = source.getLineAndCharacterOfPosition(position);
  const lineStart = source.getPositionOfLineAndCharacter(line, 0);
  const context = source.text.slice(lineStart).split(/\r?\n/, 1)[0] ?? '';
  return {
    file: relativeName(root, source.fileName),
    line,
    character,
    code,
    message,
    context: squeeze(context),
  };
}

/** A file's name relative to the project root, with forward slashes. */
function relativeName(root: string, file: string): string {
  return toPosix(path.relative(root, file));
}

/** As editors and terminals link it: `src/a.ts:12:3 TS2322 …`. */
export function describeFinding({ file, line, character, code, message }: Finding): string {
  return file === undefined
    ? `${code} ${message}`
    : `${file}:${line + 1}:${character + 1} ${code} ${message}`;
}

/**
 * Leaves the findings that were not there before. One found before answers for one found after: with the same message
 * on a line with the same text (wherever it moved to); failing that, with the same code on the line it became, preferably
 * about the same thing (the first words in quotes); failing that, with the same message in the same file.
 */
export function onlyNew(root: string, before: Found, after: Found): Finding[] {
  const old = new Set(before.findings);
  const maps = new Map<string, LineMap>();
  const sameLine = (file: string | undefined, a: number, b: number): boolean => {
    if (file === undefined) return true;
    const text = (side: Side) => side.overlay.readFile(path.join(root, file)) ?? '';
    const map = maps.get(file) ?? mapLines(text(before.side), text(after.side));
    maps.set(file, map);
    return map.corresponds(a, b);
  };
  const without = (findings: readonly Finding[], same: (a: Finding, b: Finding) => boolean): Finding[] =>
    findings.filter((finding) => {
      const match = [...old].find(
        (candidate) =>
          candidate.file === finding.file && candidate.code === finding.code && same(candidate, finding),
      );
      return match === undefined || !old.delete(match);
    });
  const changed = without(after.findings, (a, b) => a.message === b.message && a.context === b.context);
  const elsewhere = without(
    changed,
    (a, b) => subject(a.message) === subject(b.message) && sameLine(b.file, a.line, b.line),
  );
  const moved = without(elsewhere, (a, b) => sameLine(b.file, a.line, b.line));
  return without(moved, (a, b) => a.message === b.message).filter((finding) => finding.aside !== true);
}

function subject(message: string): string | undefined {
  return /'[^']*'/.exec(message)?.[0];
}

/** The findings of one side. */
export interface Found {
  side: Side;
  findings: readonly Finding[];
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
