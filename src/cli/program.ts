import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../profiles/near-names.js';
import { CommandFailure } from './command-failure.js';
import { migrate } from './commands/migrate.js';
import type { VerifyOptions } from './commands/verify.js';
import { createContext, type Context, type Surroundings } from './context.js';
import { collectDriver, describeDrivers } from './drivers.js';
import type { ExitCode } from './exit-code.js';
import { collectRequest, describeRequests, describeTargets, knownTarget } from './targets.js';

const afterHelp = `
Examples:
  asyncshift src/                     show what would change
  asyncshift src/ --write --verify    change it, prove it, put it back if the proof fails
  asyncshift verify src/main.ts       prove that the program does the same as before
  asyncshift undo                     put everything back
A folder that is named like a command is reached as ./verify

Exit codes: 0 nothing left to do, 1 work remains (a preview with changes, or places left to you), 2 it did not work.`;

/** What the options of `asyncshift [paths…]` are parsed into. */
interface ParsedMigrate {
  write?: boolean;
  verify?: boolean;
  entry?: string;
  allowDirty?: boolean;
  to?: string;
  also?: string[];
  pool?: 'null';
  parallel?: boolean;
  driver?: Record<string, string>;
  config?: string;
  tsconfig?: string;
  json?: boolean;
  watch?: boolean;
}

/** What the options of `asyncshift explain <what>` are parsed into. */
interface ParsedExplain {
  config?: string;
  to?: string;
  also?: string[];
  tsconfig?: string;
  json?: boolean;
}

/**
 * The command line: commands, options and help.
 * @param finish told the exit code of the command that ran
 */
export function createProgram(surroundings: Surroundings, finish: (code: ExitCode) => void): Command {
  const program = new Command('asyncshift');
  let color: boolean | undefined;
  const context = (): Context => createContext(surroundings, color);
  program
    .description('Moves synchronous database code to async, and proves that the program still does the same.')
    .version(readVersion(surroundings.packageRoot))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
    })
    .showHelpAfterError('(asyncshift --help lists the options)')
    .enablePositionalOptions()
    .addHelpText('after', afterHelp)
    .argument(
      '[paths...]',
      'files, folders or glob patterns (default: what the configuration includes, else the folder you are in)',
    )
    .option('--write', 'write the change instead of showing it')
    .option('--verify', 'with --write: verify the result, and put everything back when that fails')
    .option('--entry <file>', 'with --verify: the file the program starts with')
    .option('--allow-dirty', 'write even when the git work tree has uncommitted changes')
    .addOption(toOption())
    .addOption(alsoOption())
    .addOption(new Option('--pool <class>', 'use this pool class for every engine').choices(['null']))
    .option('--parallel', 'run callbacks together where no turn depends on another')
    .option('--driver <dialect=driver>', `choose an asynchronous driver: ${describeDrivers()}`, collectDriver)
    .option('--config <file>', 'the configuration (default: the nearest asyncshift.config.ts, .js or .json)')
    .option('--tsconfig <file>', 'the tsconfig to read the code with (default: the nearest that includes it)')
    .option('--json', 'print the plan as JSON')
    .option('--watch', 'show the change again whenever a file changes')
    .action(async (paths: string[], { driver, watch, ...options }: ParsedMigrate) => {
      const given = {
        ...options,
        paths,
        drivers: driver ?? {},
        write: options.write ?? false,
        verify: options.verify ?? false,
        allowDirty: options.allowDirty ?? false,
        json: options.json ?? false,
      };
      refuseMistypedCommand(program, paths, surroundings.cwd);
      if (!watch) finish(await migrate(context(), given));
      else finish(await (await import('./commands/watch.js')).watch(context(), given));
    })
    .hook('preSubcommand', refuseMisplacedOptions);
  program
    .command('verify')
    .description('type-check, run before and after, compare output, exit code, SQL trace and database')
    .argument('[target]', 'the file the program starts with, or the folder of the project', '.')
    .option('--base <revision>', 'compare with this git commit (default: the state before the last --write)')
    .option('--run <command>', 'run a command of the project, such as "npm test", and compare its tests')
    .option(
      '--repeat',
      'with --run: run it twice before the change, to leave out tests that are not repeatable',
    )
    .option('--timeout <seconds>', 'with --run: how long it may take on either side (default: 600)', seconds)
    .option('--tsconfig <file>', 'the tsconfig to check the code with')
    .option('--json', 'print the verdict as JSON')
    .action(async (target: string, options: Omit<VerifyOptions, 'target' | 'json'> & { json?: boolean }) => {
      const { verify } = await import('./commands/verify.js');
      finish(await verify(context(), { ...options, target, json: options.json ?? false }));
    });
  program
    .command('undo')
    .description('put back what the last --write changed; again for the one before')
    .argument('[folder]', 'a folder of the project', '.')
    .option('--force', 'also files that have changed since')
    .action(async (folder: string, options: { force?: boolean }) => {
      const { undo } = await import('./commands/undo.js');
      finish(await undo(context(), { folder, force: options.force ?? false }));
    });
  program
    .command('demo')
    .description('migrate a copy of the bundled example application, and prove that it does the same')
    .action(async () => {
      const { demo } = await import('./commands/demo.js');
      finish(await demo(context()));
    });
  program
    .command('daemon')
    .description('answer questions about single files, for editors: JSON-RPC over standard input and output')
    .action(async () => {
      const { cwd, stages } = surroundings;
      const serve = await import('./commands/daemon.js');
      finish(await serve.daemon({ cwd, stages, input: process.stdin, output: process.stdout }));
    });
  program
    .command('explain')
    .description('say why a line changes, or explain a code from the output')
    .argument('<what>', 'a place such as src/a.ts:12, or a code such as AS201')
    .addOption(toOption('for a place: '))
    .addOption(alsoOption('for a place: '))
    .option('--config <file>', 'for a place: the configuration')
    .option('--tsconfig <file>', 'for a place: the tsconfig to read the code with')
    .option('--json', 'for a place: print what is known of it as JSON')
    .action(async (what: string, options: ParsedExplain) => {
      const { explainLine, parsePlace } = await import('./commands/explain-place.js');
      const { explain } = await import('./commands/explain.js');
      const place = parsePlace(what);
      finish(
        place
          ? await explainLine(context(), place, { ...options, json: options.json ?? false })
          : explain(context(), what),
      );
    });
  for (const command of [program, ...program.commands]) {
    command
      .option('--color', 'colour the output even when it does not go to a terminal')
      .option('--no-color', 'do not colour the output')
      .on('option:color', () => (color = true))
      .on('option:no-color', () => (color = false));
  }
  return program;
}

/** `--also`, which asks for an API that is left alone otherwise. */
function alsoOption(place = ''): Option {
  const what = `${place}what is left alone unless it is asked for: ${describeRequests()}`;
  return new Option('--also <api>', what).argParser(collectRequest);
}

/** `--to`, which names the target. */
function toOption(place = ''): Option {
  return new Option('--to <target>', `${place}what database code becomes: ${describeTargets()}`).argParser(
    knownTarget,
  );
}

function seconds(given: string): number {
  const number = Number(given);
  if (!(number > 0)) throw new InvalidArgumentError('It takes a number of seconds.');
  return number;
}

/** Options of `asyncshift [paths…]` before a command would be dropped without a word. */
function refuseMisplacedOptions(program: Command, command: Command): void {
  const given = program.options.filter((option) => {
    const name = option.attributeName();
    return name !== 'color' && program.getOptionValueSource(name) === 'cli';
  });
  const [first] = given;
  if (!first) return;
  program.error(
    `error: ${first.long ?? first.flags} does not go before the command "${command.name()}". A folder of that name is ./${command.name()}`,
  );
}

/** A command that is mistyped would be taken for a path. */
function refuseMistypedCommand(program: Command, [first]: readonly string[], cwd: string): void {
  if (first === undefined || !/^\w+$/.test(first) || existsSync(path.resolve(cwd, first))) return;
  const names = program.commands.map((command) => command.name());
  const hint = didYouMean(first, names);
  if (hint !== '')
    throw new CommandFailure(`There is no path and no command that is called "${first}".${hint}`);
}

function readVersion(packageRoot: string): string {
  const parsed: unknown = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version);
  throw new Error(`${packageRoot}/package.json names no version`);
}
