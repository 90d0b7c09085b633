import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { analyse } from '../../src/analysis/index.js';
import { ts } from '../../src/compiler/typescript.js';
import { asyncshiftOrm } from '../../src/profiles/asyncshift-orm/index.js';
import type { Profile } from '../../src/profiles/profile.js';
import { rewrite } from '../../src/rewrite/index.js';
import { asyncFiles, readingEverything } from './profiles.js';

/** What to examine: a package's folder, and where in it its sources are. */
export interface Examination {
  spec: string;
  root: string;
  sources: string;
}

/** What came of it. */
export interface Findings {
  spec: string;
  files: number;
  lines: number;
  /** What does not parse to begin with, and was left out. */
  leftOut: number;
  /** Steps by kind, and files changed, where files are read and written asynchronously. */
  steps: Record<string, number>;
  changed: number;
  walls: number;
  seconds: number;
  /** Crashes, changes where there is nothing to change, results that do not parse. */
  problems: string[];
}

/** Minified and bundled files say little and take long. */
const largest = 400_000;

/**
 * Analyses and rewrites one package under two profiles: asyncshift's own, under which nothing may change, and one under
 * which its access to files becomes asynchronous, where every result has to parse.
 */
export function examine({ spec, root, sources }: Examination): Findings {
  const started = performance.now();
  const found = globSync([`${sources}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}`], {
    cwd: root,
    absolute: true,
    ignore: [
      '**/node_modules/**',
      '**/*.d.{ts,mts,cts}',
      '**/*.min.js',
      '**/{browser,umd,test,tests,__tests__}/**',
    ],
  }).sort();
  const texts = new Map(
    found
      .filter((file) => statSync(file).size <= largest)
      .map((file) => [file, readFileSync(file, 'utf8').replace(/^\uFEFF/, '')] as const),
  );
  const unparsable = [...texts].filter(([file, text]) => syntaxErrors(file, text) > 0);
  for (const [file] of unparsable) texts.delete(file);
  const problems: string[] = [];
  const migrate = (profiles: readonly Profile[]) => attempt(problems, () => migrated(root, texts, profiles));

  const still = migrate([asyncshiftOrm, readingEverything(texts.values())]);
  for (const kind of Object.keys(still?.steps ?? {})) problems.push(`${kind} where nothing is to change`);
  for (const { file } of still?.files ?? []) problems.push(`${file} changes where nothing is to change`);

  const moved = migrate([asyncFiles]);
  for (const { file, message } of moved?.failures ?? []) problems.push(`${file}: ${message}`);
  for (const { file, after } of moved?.files ?? [])
    if (syntaxErrors(file, after) > 0) problems.push(`${file} does not parse any more`);
  return {
    spec,
    files: texts.size,
    lines: [...texts.values()].reduce((sum, text) => sum + text.split('\n').length, 0),
    leftOut: unparsable.length,
    steps: moved?.steps ?? {},
    changed: moved?.files.length ?? 0,
    walls: moved?.walls ?? 0,
    seconds: (performance.now() - started) / 1000,
    problems,
  };
}

/** Links the declarations of Node into a package's folder, so that what it does to files is understood. */
export function withNodeTypes(root: string, types: string): void {
  const folder = path.join(root, 'node_modules/@types');
  mkdirSync(folder, { recursive: true });
  const link = path.join(folder, 'node');
  if (!existsSync(link)) symlinkSync(types, link);
}

interface Migrated {
  steps: Record<string, number>;
  walls: number;
  files: readonly { file: string; after: string }[];
  failures: readonly { file: string; message: string }[];
}

function migrated(root: string, texts: ReadonlyMap<string, string>, profiles: readonly Profile[]): Migrated {
  const outcome = analyse({ root, files: [...texts.keys()], profiles });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures.slice(0, 3)));
  const { plan } = outcome;
  const written = rewrite(plan, (file) => textOf(path.join(root, file), texts));
  const steps: Record<string, number> = {};
  for (const { kind } of plan.steps) steps[kind] = (steps[kind] ?? 0) + 1;
  return { steps, walls: plan.walls.length, ...written };
}

/** The text of a file that is examined, or of declarations beside one. */
function textOf(file: string, texts: ReadonlyMap<string, string>): string {
  return texts.get(file) ?? readFileSync(file, 'utf8');
}

function attempt<T>(problems: string[], act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    problems.push(`crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return undefined;
  }
}

function syntaxErrors(file: string, text: string): number {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext);
  return (source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length;
}
