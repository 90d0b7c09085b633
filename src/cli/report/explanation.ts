import type { Explanation, Place } from '../../plan/explain.js';
import type { Terminal } from '../terminal.js';
import { stepNames } from './step-names.js';

/** Prints what changes at a place, why, and what stands in the way. */
export function printExplanation(terminal: Terminal, explanation: Explanation, given: Place): void {
  const { styles } = terminal;
  const { steps, walls, hazards, notes, nearest } = explanation;
  const place = styles.place(`${given.file}:${given.line}`);
  for (const { kind, path } of steps) {
    terminal.print(`${place} ${styles.heading(stepNames[kind][0])}`);
    for (const hop of path) terminal.print(`  ${hop}`);
  }
  for (const { code, message, path } of [
    ...walls,
    ...[...hazards, ...notes].map((remark) => ({ ...remark, path: [] })),
  ]) {
    terminal.print(`${place} ${styles.code(code)} ${message}`);
    for (const hop of path) terminal.print(`  ${hop}`);
  }
  if (steps.length + walls.length + hazards.length + notes.length > 0) return;
  terminal.print(`Nothing changes at ${given.file}:${given.line}.`);
  if (nearest !== undefined) terminal.print(`The nearest line that changes is ${given.file}:${nearest}.`);
}
