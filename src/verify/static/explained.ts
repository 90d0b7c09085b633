import path from 'node:path';
import type { Wall } from '../../plan/plan.js';
import { ts } from '../../compiler/typescript.js';
import { explainedValue, innermost, type Place } from './explained-values.js';
import type { Finding } from './finding.js';
import { mapLines } from './line-map.js';
import type { Side } from './programs.js';

/** A marker comment that asyncshift left, and the wall's code in it. */
const marker = /asyncshift\b.*\b(AS\d{3})\b/i;

/**
 * Marks the findings a wall explains: those in a statement or class member below a marker comment, those on a line that
 * was a wall's, and those in a statement that reads a variable whose value comes from such a place and is a promise now.
 * @param walls lines as they were before the change
 */
export function markExplained(
  findings: readonly Finding[],
  walls: readonly Pick<Wall, 'file' | 'line' | 'code'>[],
  root: string,
  before: Side,
  after: Side,
): Finding[] {
  const explain = (place: Place): string | undefined =>
    markerAbove(after, path.join(root, place.file), place) ??
    wallAt(place, walls, path.join(root, place.file), before, after);
  return findings.map((finding) => {
    const { file, line, character } = finding;
    if (file === undefined) return finding;
    const place = { file, line, character };
    const explainedBy = explain(place) ?? explainedValue(after, root, place, explain);
    return explainedBy === undefined ? finding : { ...finding, explainedBy };
  });
}

function wallAt(
  finding: Place,
  walls: readonly Pick<Wall, 'file' | 'line' | 'code'>[],
  file: string,
  before: Side,
  after: Side,
): string | undefined {
  const here = walls.filter((wall) => wall.file === finding.file);
  if (here.length === 0) return undefined;
  const map = mapLines(before.overlay.readFile(file) ?? '', after.overlay.readFile(file) ?? '');
  return here.find((wall) => map.corresponds(wall.line - 1, finding.line))?.code;
}

/** Climbs from a place to the function or class body it is in; a marker above a statement or member on the way explains it. */
function markerAbove(side: Side, file: string, finding: Place): string | undefined {
  const source = side.programs
    .map(({ program }) => program.getSourceFile(file))
    .find((found) => found !== undefined);
  if (source === undefined) return undefined;
  const position = source.getPositionOfLineAndCharacter(finding.line, finding.character);
  for (let node = innermost(source, position); !ts.isSourceFile(node); node = node.parent) {
    if (ts.isStatement(node) || ts.isClassElement(node)) {
      const comments = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
      const codes = comments.map(({ pos, end }) => marker.exec(source.text.slice(pos, end))?.[1]);
      const code = codes.findLast((found) => found !== undefined);
      if (code !== undefined) return code;
    }
    if (ts.isClassLike(node) || (ts.isBlock(node) && ts.isFunctionLike(node.parent))) return undefined;
  }
  return undefined;
}
