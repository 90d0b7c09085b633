import type { Check, Verdict } from '../../verify/verdict.js';
import type { Terminal } from '../terminal.js';

/** Prints what verification found, check by check. */
export function printVerdict(terminal: Terminal, verdict: Verdict): void {
  const { styles } = terminal;
  const signs: Record<Check['outcome'], string> = {
    passed: styles.good('same'),
    failed: styles.bad('DIFFERS'),
    unchecked: styles.warning('unchecked'),
  };
  for (const { name, outcome, summary, details } of verdict.checks) {
    terminal.print(`  ${signs[outcome]} ${styles.heading(name)}: ${summary}`);
    for (const detail of details) terminal.print(`    ${coloredDetail(terminal, detail)}`);
  }
  const { logs } = verdict;
  if (logs)
    terminal.print(`  ${styles.faint(`what it printed: before ${logs.before}, after ${logs.after}`)}`);
  for (const note of verdict.notes) terminal.print(`  ${styles.faint(note)}`);
  terminal.print(conclusion(terminal, verdict));
}

function conclusion({ styles }: Terminal, verdict: Verdict): string {
  const what = verdict.command ?? 'the program';
  if (!verdict.ok) return styles.bad(`Not verified: ${what} does not do the same.`);
  if (!verdict.complete) return styles.warning('No difference found, but not everything could be checked.');
  return styles.good(`Verified: ${what} does the same.`);
}

/** Details may be unified diffs. */
function coloredDetail({ styles }: Terminal, line: string): string {
  if (line.startsWith('+')) return styles.added(line);
  if (line.startsWith('-')) return styles.removed(line);
  return line.startsWith('@@') ? styles.hunk(line) : line;
}
