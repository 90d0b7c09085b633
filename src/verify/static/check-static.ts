import { count, failed, passed, type Check } from '../verdict.js';
import type { VerifyRequest } from '../request.js';
import { markExplained } from './explained.js';
import { describeFinding, onlyNew, type Finding } from './finding.js';
import type { Side } from './programs.js';
import { promiseMistakes } from './promises.js';
import { typeErrors } from './types.js';

/**
 * Type-checks both sides and looks for promises nobody waits for. Only what is new counts, and of that only what no
 * wall explains.
 */
export function checkStatically(request: VerifyRequest, before: Side, after: Side): Check[] {
  const root = request.projectRoot;
  const judge = (find: (root: string, side: Side) => Finding[]): { found: number; fresh: Finding[] } => {
    const [old, now] = [find(root, before), find(root, after)];
    const fresh = onlyNew(root, { side: before, findings: old }, { side: after, findings: now });
    return {
      found: now.filter(({ aside }) => aside !== true).length,
      fresh: markExplained(fresh, request.walls ?? [], root, before, after),
    };
  };
  const types = judge(typeErrors);
  const promises = judge(promiseMistakes);
  return [
    report('types', types, 'type error'),
    report('promises', promises, 'promise left floating or misused', 'promises left floating or misused'),
  ];
}

function report(
  name: 'types' | 'promises',
  { found, fresh }: { found: number; fresh: Finding[] },
  noun: string,
  plural?: string,
): Check {
  const inOrder = fresh.toSorted(byPlace);
  const counted = inOrder.filter((finding) => finding.explainedBy === undefined);
  const explained = inOrder.filter((finding) => finding.explainedBy !== undefined);
  const old = found - fresh.length;
  const aside = [
    ...(explained.length > 0 ? [`${explained.length} explained by walls`] : []),
    ...(old > 0 ? [`${old} there before the change too`] : []),
  ];
  const rest = aside.length > 0 ? ` (${aside.join(', ')})` : '';
  const details = [
    ...counted.map(describeFinding),
    ...explained.map((finding) => `explained by ${finding.explainedBy}: ${describeFinding(finding)}`),
  ];
  return counted.length === 0
    ? passed(name, `no new ${plural ?? `${noun}s`}${rest}`, details)
    : failed(name, `${count(counted.length, `new ${noun}`, `new ${plural ?? `${noun}s`}`)}${rest}`, details);
}

function byPlace(a: Finding, b: Finding): number {
  const [left, right] = [a.file ?? '', b.file ?? ''];
  return left === right ? a.line - b.line || a.character - b.character : left < right ? -1 : 1;
}
