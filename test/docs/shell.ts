import path from 'node:path';
import { x } from 'tinyexec';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';

/** Runs command lines as a reader would type them, `npx` standing for this package as it is built. */
export class Shell extends Workspace {
  /** @param folder where the commands run */
  constructor(private readonly folder: string) {
    const commands = {
      asyncshift: path.join(packageRoot, 'bin/asyncshift.js'),
      jscodeshift: path.join(packageRoot, 'node_modules/jscodeshift/bin/jscodeshift.js'),
      tsc: path.join(packageRoot, 'node_modules/typescript/bin/tsc'),
      tsx: path.join(packageRoot, 'node_modules/tsx/dist/cli.mjs'),
    };
    const cases = Object.entries(commands).map(
      ([name, file]) => `  ${name}) shift; exec node '${file}' "$@" ;;\n`,
    );
    super({
      npx: `#!/bin/sh\ncase "$1" in\n${cases.join('')}  *) echo "npx: no $1" >&2; exit 127 ;;\nesac\n`,
    });
    this.chmod('npx', 0o755);
  }

  /** @returns what the command printed on both streams, in the order it did, and the exit code */
  async run(command: string): Promise<{ output: string; exitCode: number | undefined }> {
    const { stdout, exitCode } = await x('sh', ['-c', `exec 2>&1\nPATH='${this.root}':$PATH\n${command}`], {
      timeout: 120_000,
      nodeOptions: {
        cwd: this.folder,
        env: {
          NO_COLOR: '1',
          FORCE_COLOR: undefined,
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_SYSTEM: '/dev/null',
          GIT_AUTHOR_NAME: 'Reader',
          GIT_AUTHOR_EMAIL: 'reader@example.com',
          GIT_COMMITTER_NAME: 'Reader',
          GIT_COMMITTER_EMAIL: 'reader@example.com',
        },
      },
    });
    return { output: stdout, exitCode };
  }
}

/** A command of a `console` block, with the output shown below it. */
export interface ShownCommand {
  command: string;
  output: string;
}

/** The commands of a `console` block: lines that begin with `$ `, each with the lines up to the next. */
export function shownCommands(text: string): ShownCommand[] {
  const [before, ...parts] = `\n${text}`.split('\n$ ');
  if (before !== '') throw new Error(`A console block begins with a command:\n${text}`);
  return parts.map((part, index) => {
    const whole = index === parts.length - 1 ? part : `${part}\n`;
    const end = whole.indexOf('\n') + 1;
    return { command: whole.slice(0, end - 1), output: whole.slice(end) };
  });
}

/** Whether output is as shown, where a line `…` stands for any lines or none, and `…` in a line for anything in it. */
export function isShown(actual: string, shown: string): boolean {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*');
  const parts = shown.split(/^…\n/m).map(escape);
  return new RegExp(`^${parts.join('(?:.*\\n)*?')}$`).test(actual);
}
