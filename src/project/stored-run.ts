import { z } from 'zod';

/** One file of a run. Names are relative to the run's root, with forward slashes. */
const runFileSchema = z.object({
  file: z.string(),
  /** SHA-256 of the bytes before; `null`: the run created the file. The bytes lie beside run.json under this name. */
  before: z.string().nullable(),
  /** SHA-256 of the bytes the run wrote. */
  after: z.string(),
  mode: z.number().int().nullable(),
});
/** What run.json says of a run. */
export const storedRunSchema = z.object({
  version: z.literal(1),
  /** The project root, relative to what the journal belongs to: the git work tree, or the folder that holds `.asyncshift`. */
  root: z.string(),
  /** When it was started, ISO 8601. */
  time: z.string(),
  /** `writing` in a journal at rest means that the run was cut off. */
  state: z.enum(['writing', 'written']),
  /** The commit the work tree was at. */
  head: z.string().nullable(),
  /** What the user asked for, to be shown. */
  options: z.array(z.string()),
  /** Places that were left to the user, with lines as they were before the run. */
  walls: z.array(z.object({ file: z.string(), line: z.number().int(), code: z.string() })),
  files: z.array(runFileSchema),
  /** Folders the run created, relative to the root. */
  folders: z.array(z.string()),
});
export type StoredRun = z.infer<typeof storedRunSchema>;
