import type { z } from 'zod';
import { didYouMean } from '../profiles/near-names.js';
import { userProfileSchema } from '../profiles/user-profile.js';
import { configSchema } from './schema.js';

/** Says of a mistake in a configuration where it is, what was found there, and what to write. */
export function describeIssue(issue: z.core.$ZodIssue, config: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = settingsAt(issue.path);
    return `${place([...issue.path, key])}: there is no such setting.${didYouMean(key, known)} The settings here are: ${known.join(', ')}.`;
  }
  const wanted = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  if (issue.code === 'invalid_key') return `${place(issue.path)}: the key is not one. Write ${wanted}.`;
  const found = valueAt(config, issue.path);
  const where = place(issue.path);
  if (found === undefined) return `${where} is missing. Write ${wanted}.`;
  return `${where}: found ${shown(found)}. Write ${wanted}.`;
}

/** The settings there are at a place: those of the whole, of a profile, of its packages, or of what an export moves to. */
function settingsAt(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(configSchema.shape);
  if (path.length === 2) return Object.keys(userProfileSchema.shape);
  return path[2] === 'packages' ? ['adds', 'removes'] : ['module', 'name'];
}

/** `profiles[0].moves.Db.module` */
function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'The configuration';
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part);
      if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `['${name}']`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    config,
  );
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `'${value}'`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
