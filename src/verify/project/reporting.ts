import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../package/root.js';

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/**
 * What has the test runners that a command starts write reports, beside what they print: vitest, jest and mocha are
 * given arguments when they start, node:test has a reporter of ours, bun test is given arguments on the command line.
 * @param cwd where the command is run: package.json there may say what it stands for
 * @param reports the folder for reports
 */
export function withReports(
  command: string,
  cwd: string,
  reports: string,
): { command: string; env: Record<string, string>; nodeOptions: string[] } {
  const says = [command, ...Object.values(scriptsOf(cwd))];
  const preload = ['--require', quoted(path.join(ours, 'preload.cjs'))];
  // Runs of node:test that name reporters have to name as many destinations: one more would end them.
  const nodeTest = says.some((line) => line.includes('--test-reporter'))
    ? []
    : [
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...[
          `--test-reporter=${quoted(path.join(ours, 'node-test-reporter.cjs'))}`,
          '--test-reporter-destination=stdout',
        ],
      ];
  return {
    command: withBun(command, cwd, reports),
    env: { ASYNCSHIFT_REPORTS: reports },
    nodeOptions: [...preload, ...nodeTest],
  };
}

/** `bun test` takes a reporter on its command line alone, which a script of package.json passes on. */
function withBun(command: string, cwd: string, reports: string): string {
  let count = 0;
  const flagsOfNext = () => {
    count += 1;
    return `--reporter=junit --reporter-outfile=${path.join(reports, `junit-bun-${count}.xml`)}`;
  };
  const direct = command.replaceAll(
    /(?<=^|[;&|]\s*)bun test\b[^;&|]*?(?=\s*(?:$|[;&|]))/g,
    (run) => `${run} ${flagsOfNext()}`,
  );
  if (direct !== command) return direct;
  const flags = flagsOfNext();
  const script = /^(?:(?:npm|pnpm|yarn|bun) (?:run )?)([\w:-]+)$/.exec(command)?.[1] ?? '';
  if (!/(?:^|&& )bun test\b[^&|;]*$/.test(scriptsOf(cwd)[script] ?? '')) return command;
  return command.startsWith('npm') ? `${command} -- ${flags}` : `${command} ${flags}`;
}

function scriptsOf(folder: string): Record<string, string> {
  try {
    const content: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return manifestSchema.parse(content).scripts;
  } catch {
    return {}; // none, or not JSON: then it says nothing
  }
}

/** Where what is loaded into the runners lies, as it is built. */
const ours = path.join(packageRoot, 'dist/src/verify/project');

/** A path as NODE_OPTIONS takes it: one with spaces in quotes. */
function quoted(file: string): string {
  return /\s/.test(file) ? `"${file.replace(/["\\]/g, '\\$&')}"` : file;
}
