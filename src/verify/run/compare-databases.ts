import { unifiedDiff } from '../unified-diff.js';
import { count, failed, passed, unchecked, type Check } from '../verdict.js';
import type { DatabaseSnapshot } from './trace-file.js';

/**
 * Compares what the databases held in the end, table by table and row by row.
 * A database is known by its URL. Where several engines share one URL (in-memory databases) they are matched in order.
 */
export function compareDatabases(
  before: readonly DatabaseSnapshot[],
  after: readonly DatabaseSnapshot[],
): Check {
  const left = contents(before);
  const right = contents(after);
  if (left.size === 0 && right.size === 0) {
    return unchecked('database', 'not compared: no database contents were recorded on either side');
  }
  const details: string[] = [];
  for (const url of [...new Set([...left.keys(), ...right.keys()])].toSorted()) {
    const [a, b] = [left.get(url) ?? [], right.get(url) ?? []].map((snapshots) => snapshots.join(''));
    if (a !== b) details.push(...unifiedDiff(a ?? '', b ?? '', url));
  }
  if (details.length > 0) return failed('database', 'the databases hold something else in the end', details);
  const unreadable = [...before, ...after].filter(({ error }) => error !== undefined);
  if (unreadable.length > 0) {
    const reasons = new Set(unreadable.map(({ url, error }) => `${url}: ${error}`));
    return unchecked('database', 'not all of it could be read in the end', [...reasons]);
  }
  const held = [...left.values()].map((snapshots) => snapshots.at(-1) ?? '').join('');
  const rows = held.match(/^ {2}/gm)?.length ?? 0;
  const tables = held.match(/^\S/gm)?.length ?? 0;
  return passed(
    'database',
    `the same contents in the end (${count(tables, 'table')}, ${count(rows, 'row')})`,
  );
}

/** Snapshots by URL, as text. An engine disposed of and recorded again at exit, unchanged, counts once. */
function contents(snapshots: readonly DatabaseSnapshot[]): Map<string, string[]> {
  const byUrl = new Map<string, string[]>();
  for (const { url, tables = {}, error } of snapshots) {
    const known = byUrl.get(url) ?? [];
    const text = error === undefined ? render(tables) : `could not be read: ${error}\n`;
    if (known.at(-1) !== text) known.push(text);
    byUrl.set(url, known);
  }
  return byUrl;
}

/** A table's name and its rows, indented: one line each. */
function render(tables: Record<string, unknown[]>): string {
  let text = '';
  for (const name of Object.keys(tables).toSorted()) {
    const rows = tables[name] ?? [];
    text += `${name}: ${count(rows.length, 'row')}\n`;
    for (const row of rows) text += `  ${JSON.stringify(row)}\n`;
  }
  return text;
}
