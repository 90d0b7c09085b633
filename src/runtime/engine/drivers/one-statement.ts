import { DriverError } from './driver-error.js';

const SKIPPED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * Refuses SQL with more than one statement: SQLite's prepare would run the first and silently forget the rest.
 * @throws DriverError (ProgrammingError), worded as Python's sqlite3
 */
export function requireOneStatement(driver: string, sql: string): void {
  if (!sql.includes(';')) return;
  const bare = sql.replace(SKIPPED, ' ');
  if (/^\s*create\s+(?:temp\w*\s+)?trigger\b/i.test(bare)) return;
  if (/;\s*[^\s;]/.test(bare)) {
    throw new DriverError(
      driver,
      'ProgrammingError',
      'You can only execute one statement at a time.',
      false,
      undefined,
    );
  }
}
