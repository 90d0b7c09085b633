import { InvalidArgumentError } from 'commander';
import { families } from '../profiles/index.js';

/** The asynchronous drivers a user may choose, by dialect, from the profiles of all targets. */
function choices(): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const profiles = families.flatMap(({ targets }) => Object.values(targets));
  for (const { schemes } of profiles.flatMap(({ urls }) => urls)) {
    for (const [dialect, drivers] of Object.entries(schemes.drivers)) {
      all.set(dialect, new Set([...(all.get(dialect) ?? []), ...drivers]));
    }
  }
  return all;
}

/**
 * Adds a `--driver dialect=driver` to those given before it.
 * @throws InvalidArgumentError naming what may be chosen.
 */
export function collectDriver(given: string, earlier: Record<string, string> = {}): Record<string, string> {
  const [dialect = '', driver, ...rest] = given.split('=');
  if (!driver || rest.length > 0)
    throw new InvalidArgumentError('Write it as dialect=driver: postgresql=psycopg.');
  const problem = driverProblem(dialect, driver);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  if (earlier[dialect] !== undefined && earlier[dialect] !== driver) {
    throw new InvalidArgumentError(
      `${dialect} is given two drivers: ${earlier[dialect]} and ${driver}. Choose one.`,
    );
  }
  return { ...earlier, [dialect]: driver };
}

/** What is wrong with a driver chosen for a dialect, if anything is: it names what may be chosen. */
export function driverProblem(dialect: string, driver: string): string | undefined {
  const all = choices();
  const drivers = all.get(dialect);
  if (!drivers) return `There is no dialect "${dialect}". The dialects are: ${[...all.keys()].join(', ')}.`;
  if (drivers.has(driver)) return undefined;
  return `"${driver}" is no asynchronous driver of ${dialect}. Choose: ${[...drivers].join(', ')}.`;
}

/** One line for the help: every dialect with its drivers. */
export function describeDrivers(): string {
  return [...choices()].map(([dialect, drivers]) => `${dialect}=${[...drivers].join('|')}`).join(', ');
}
