import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import ts from 'typescript';
import type { SideRun } from '../../src/verify/run/check-run.js';
import { parseRecording } from '../../src/verify/run/trace-file.js';
import { projectOf, writeFiles, type TestRunner } from './cases.js';
import { runTests, type TestResult } from './run-tests.js';

interface Sides {
  input: ReadonlyMap<string, string>;
  output: ReadonlyMap<string, string>;
  /** Files that both sides' programs may import from the folder above. */
  above: ReadonlyMap<string, string>;
  packages: Readonly<Record<string, string>>;
}

/** What runs the programs of both sides, where that is not the Node of the tests with nothing of its own. */
export interface Runner {
  node?: string | undefined;
  /** What the environment says to each side. */
  environments?: { before: NodeJS.ProcessEnv; after: NodeJS.ProcessEnv } | undefined;
}

/** Runs the entry of both sides, each in a process and a folder of its own: what it printed, and did to its databases. */
export async function runOnBoth(
  sides: Sides,
  { node, environments }: Runner = {},
): Promise<{ before: SideRun; after: SideRun }> {
  const root = projectOf([], sides.packages);
  try {
    writeFiles(root, transpiled(sides.above));
    const [before, after] = await Promise.all([
      run(root, 'before', transpiled(sides.input), { node, environment: environments?.before }),
      run(root, 'after', transpiled(sides.output), {
        node,
        environment: { ...environments?.after, ASYNCSHIFT_STRICT: '1' },
      }),
    ]);
    return { before, after };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Runs the tests of both sides, each in a folder of its own: which tests there are, and how each of them ended. */
export async function testOnBoth(
  sides: Sides,
  runner: TestRunner,
  node?: string,
): Promise<{ before: TestResult[]; after: TestResult[] }> {
  const root = projectOf([], sides.packages);
  try {
    writeFiles(root, transpiled(sides.above));
    const [before, after] = await Promise.all(
      [sides.input, sides.output].map(async (files) => {
        const folder = mkdtempSync(path.join(root, 'tests-'));
        writeFiles(folder, transpiled(files));
        return runTests(runner, folder, node);
      }),
    );
    return { before: before ?? [], after: after ?? [] };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The file of a case that its program starts with, if it has one. */
export function entryOf(files: ReadonlyMap<string, string>): string | undefined {
  return [...files.keys()].find((file) => /^main\.[cm]?[jt]s$/.test(file));
}

async function run(
  root: string,
  side: string,
  files: ReadonlyMap<string, string>,
  { node = 'node', environment }: { node?: string | undefined; environment?: NodeJS.ProcessEnv | undefined },
): Promise<SideRun> {
  const folder = mkdtempSync(path.join(root, `${side}-`));
  const trace = path.join(root, `${side}.jsonl`);
  writeFiles(folder, files);
  const options = path.basename(node) === 'bun' ? [] : ['--disable-warning=ExperimentalWarning'];
  const ran = await x(node, [...options, entryOf(files) ?? ''], {
    timeout: 30_000,
    nodeOptions: {
      cwd: folder,
      env: { ...environment, NODE_NO_WARNINGS: undefined, ASYNCSHIFT_TRACE_FILE: trace },
    },
  });
  return {
    stdout: Buffer.from(ran.stdout),
    stderr: ran.stderr,
    exitCode: ran.exitCode ?? null,
    signal: null,
    recording: parseRecording(existsSync(trace) ? readFileSync(trace, 'utf8') : ''),
  };
}

/** TypeScript as JavaScript for the Node that runs the tests. A case's own package is CommonJS unless it says otherwise. */
function transpiled(files: ReadonlyMap<string, string>): Map<string, string> {
  const own = files.get('package.json') ?? '"module"';
  const isScripts = !own.includes('"module"');
  return new Map(
    [...files].map(([file, text]) =>
      /(?<!\.d)\.(?:[cm]?ts|tsx)$/.test(file)
        ? [file.replace(/tsx?$/, 'js'), javascriptOf(file, text, isScripts)]
        : [file, text],
    ),
  );
}

function javascriptOf(file: string, text: string, isScripts: boolean): string {
  const isScript = file.endsWith('.cts') || (isScripts && file.endsWith('.ts'));
  const module = isScript ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  // Examples with JSX have a function of their own for its elements.
  const jsx = { jsx: ts.JsxEmit.React, jsxFactory: 'h', jsxFragmentFactory: 'Fragment' };
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true, ...jsx };
  return ts.transpileModule(text, { compilerOptions, fileName: file }).outputText;
}
