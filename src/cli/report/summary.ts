import path from 'node:path';
import type { Hazard, Note, Plan, Step, StepKind, Wall } from '../../plan/plan.js';
import type { Marker } from '../markers.js';
import type { Prepared } from '../prepare.js';
import type { Terminal } from '../terminal.js';
import { stepNames } from './step-names.js';

/**
 * Prints what the change consists of: files, steps by kind, walls, hazards, notes, and marker comments from earlier runs.
 * @param tense whether it is about to be done or has been done
 */
export function printSummary(terminal: Terminal, prepared: Prepared, tense: 'preview' | 'written'): void {
  const { plan, files } = prepared;
  if (files.length > 0) {
    terminal.print();
    terminal.print(terminal.styles.heading(fileCount(prepared, tense)));
    printSteps(terminal, plan.steps);
  }
  printApiChanges(terminal, plan);
  printPackages(terminal, prepared);
  printWalls(terminal, plan);
  printHazards(terminal, plan);
  printSequential(terminal, plan);
  printNotes(terminal, plan);
  printMarkers(terminal, tense === 'preview' ? prepared.markersBefore : prepared.markersAfter);
}

/** `1 file`, `2 files`. */
export function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}

function fileCount({ files }: Prepared, tense: 'preview' | 'written'): string {
  const created = files.filter(({ isNew }) => isNew).length;
  const changed = files.length - created;
  const parts = [
    ...(changed > 0 ? [`${count(changed, 'file')} ${tense === 'preview' ? 'would change' : 'changed'}`] : []),
    ...(created > 0
      ? [`${count(created, 'file')} ${tense === 'preview' ? 'would be created' : 'created'}`]
      : []),
  ];
  return parts.join(', ');
}

function printSteps(terminal: Terminal, steps: readonly Step[]): void {
  const totals = new Map<StepKind, number>();
  for (const { kind } of steps) totals.set(kind, (totals.get(kind) ?? 0) + 1);
  const width = Math.max(...[...totals.values()].map((total) => String(total).length));
  for (const [kind, total] of [...totals].sort(([, a], [, b]) => b - a)) {
    terminal.print(`  ${String(total).padStart(width)} ${stepNames[kind][total === 1 ? 0 : 1]}`);
  }
}

function printApiChanges(terminal: Terminal, { root, apiChanges = [] }: Plan): void {
  if (apiChanges.length === 0) return;
  const { heading, place, removed, added } = terminal.styles;
  const changes = count(apiChanges.length, 'change');
  printHeading(terminal, heading, `${changes} of the API: exported from the package, and asynchronous now`);
  for (const { name, file, line, before, after } of apiChanges) {
    terminal.print(`  ${name} ${place(terminal.place(path.join(root, file), line))}`);
    terminal.print(`    before ${removed(before)}`);
    terminal.print(`    after  ${added(after)}`);
  }
}

function printPackages(terminal: Terminal, { packages: { remarks, install } }: Prepared): void {
  if (remarks.length + install.length === 0) return;
  const { heading, place } = terminal.styles;
  printHeading(terminal, heading, 'Packages');
  for (const { file, line, message } of remarks)
    terminal.print(`  ${place(terminal.place(file, line))} ${message}`);
  for (const { folder, command } of install)
    terminal.print(
      `  Run "${command}" in ${place(terminal.place(folder))}: the code needs what is listed now`,
    );
}

function printWalls(terminal: Terminal, { root, walls }: Plan): void {
  if (walls.length === 0) return;
  printHeading(terminal, terminal.styles.bad, `${count(walls.length, 'place')} left to you`);
  for (const wall of walls) printRemark(terminal, root, wall, wall.path);
}

function printHazards(terminal: Terminal, { root, hazards }: Plan): void {
  if (hazards.length === 0) return;
  printHeading(
    terminal,
    terminal.styles.warning,
    `${count(hazards.length, 'hazard')}: compiles, but may behave differently`,
  );
  for (const hazard of hazards) {
    const { other } = hazard;
    printRemark(
      terminal,
      root,
      hazard,
      other ? [`and ${terminal.place(path.join(root, other.file), other.line)}`] : [],
    );
  }
}

/** Notes with the same text are printed once, with their places. */
function printNotes(terminal: Terminal, { root, notes }: Plan): void {
  const others = notes.filter(({ code }) => code !== sequential);
  if (others.length === 0) return;
  printHeading(terminal, terminal.styles.heading, 'Worth knowing');
  printGrouped(terminal, root, others);
}

/** What --parallel left as it was, and why. */
const sequential = 'AS421';

function printSequential(terminal: Terminal, { root, notes }: Plan): void {
  const stayed = notes.filter(({ code }) => code === sequential);
  if (stayed.length === 0) return;
  const callbacks = count(stayed.length, 'callback');
  printHeading(terminal, terminal.styles.heading, `${callbacks} not run in parallel`);
  printGrouped(terminal, root, stayed);
}

function printGrouped(terminal: Terminal, root: string, notes: readonly Note[]): void {
  for (const { code, message, notes: same } of groupByMessage(notes)) {
    terminal.print(`  ${terminal.styles.code(code)} ${message}`);
    for (const { file, line } of same) {
      terminal.print(`    ${terminal.styles.place(terminal.place(path.join(root, file), line))}`);
    }
  }
}

function printMarkers(terminal: Terminal, markers: readonly Marker[]): void {
  if (markers.length === 0) return;
  const heading = `${count(markers.length, 'marker comment')} in the code: mend the place, then delete the comment`;
  printHeading(terminal, terminal.styles.bad, heading);
  for (const { file, line, code } of markers) {
    terminal.print(`  ${terminal.styles.code(code)} ${terminal.styles.place(terminal.place(file, line))}`);
  }
}

function printHeading(terminal: Terminal, style: (text: string) => string, text: string): void {
  terminal.print();
  terminal.print(style(text));
}

function printRemark(
  terminal: Terminal,
  root: string,
  remark: Wall | Hazard | Note,
  more: readonly string[],
): void {
  const { code, place, faint } = terminal.styles;
  const where = terminal.place(path.join(root, remark.file), remark.line);
  terminal.print(`  ${code(remark.code)} ${place(where)} ${remark.message}`);
  for (const line of more) terminal.print(`    ${faint(line)}`);
}

function groupByMessage(notes: readonly Note[]): { code: string; message: string; notes: Note[] }[] {
  const groups = new Map<string, { code: string; message: string; notes: Note[] }>();
  for (const note of notes) {
    const key = `${note.code} ${note.message}`;
    const group = groups.get(key) ?? { code: note.code, message: note.message, notes: [] };
    group.notes.push(note);
    groups.set(key, group);
  }
  return [...groups.values()];
}
