import { z } from 'zod';
import { userProfileSchema } from '../profiles/user-profile.js';

// The error of each schema says what to write in its place.
const path = (wanted: string) => z.string({ error: wanted }).min(1, { error: wanted });
const paths = (wanted: string) => z.array(path(wanted), { error: wanted });

/** What `asyncshift.config.ts` may say. */
export const configSchema = z.strictObject(
  {
    /** What to look at when the command names no paths: files, folders or glob patterns. */
    include: paths("a list of files, folders or glob patterns: ['src']").optional(),
    /** Files to leave as they are, as patterns of a .gitignore. They are still read for what they say. */
    exclude: paths("a list of patterns as in .gitignore: ['src/generated/']").optional(),
    /** The tsconfig to read the code with. */
    tsconfig: path("a file: './tsconfig.build.json'").optional(),
    /** What database code becomes, where there are several: `'@libsql/client'`. */
    to: z.string({ error: "a target, as --to takes it: '@libsql/client'" }).optional(),
    /** What changes only when it is asked for: `['node:fs']`. */
    also: z
      .array(z.string({ error: "an API, as --also takes it: 'node:fs'" }), {
        error: "a list of APIs, as --also takes them: ['node:fs']",
      })
      .optional(),
    /** The pool class for every engine. */
    pool: z.literal('null', { error: "'null', the only pool class to choose" }).optional(),
    /** Whether callbacks run together where no turn depends on another. */
    parallel: z.boolean({ error: 'true or false' }).optional(),
    /** The asynchronous driver for each dialect: `{ postgresql: 'psycopg' }`. */
    drivers: z
      .record(z.string(), z.string({ error: "a driver: 'psycopg'" }), {
        error: "dialects with drivers: { postgresql: 'psycopg' }",
      })
      .optional(),
    /** What is synchronous in other libraries and in the project's own code, and what it becomes. */
    profiles: z
      .array(userProfileSchema, {
        error: "a list of profiles: [{ module: 'mylib', asyncCalls: ['open', 'Db.get'] }]",
      })
      .optional(),
  },
  { error: 'an object: export default defineConfig({ profiles: [] })' },
);

/** What `asyncshift.config.ts` exports. All paths are relative to its folder. */
export type Config = z.input<typeof configSchema>;

/** Gives back the configuration it is given: for an editor to know its type. */
export function defineConfig(config: Config): Config {
  return config;
}
