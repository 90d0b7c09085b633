import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';
import { createContext, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { prepare } from '../prepare.js';
import { preview, type MigrateOptions } from './migrate.js';
import { verify } from './verify.js';
import { writePrepared } from './write.js';

/** The example applications, the one to show first: the next one stands in where an example's packages are not installed. */
const examples = ['shop', 'ledger', 'quickstart'];

/**
 * `asyncshift demo`: migrates a copy of the bundled example application in a temporary folder, showing each step a user
 * would take, and proves that it does the same. The copy is removed in the end.
 */
export async function demo(context: Context): Promise<ExitCode> {
  const { terminal } = context;
  const example = chooseExample(context.packageRoot);
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-demo-')));
  try {
    const root = path.join(folder, example.name);
    cpSync(example.folder, root, {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules',
    });
    linkPackages(root, example.packages);
    const inside = createContext({ ...context, cwd: root }, terminal.color);
    const options: MigrateOptions = {
      paths: ['.'],
      drivers: {},
      write: true,
      verify: false,
      allowDirty: true,
      json: false,
    };
    announce(context, `The example application "${example.name}", copied to ${root}`, 'asyncshift .');
    const prepared = await prepare(inside, options);
    preview(inside, prepared, options);
    announce(context, 'Writing it', 'asyncshift . --write');
    const written = await writePrepared(inside, prepared, options);
    announce(context, 'Running it before and after', 'asyncshift verify .');
    const verified = await verify(inside, { target: '.', json: false });
    return verified === ExitCode.done ? written : verified;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function announce({ terminal }: Context, what: string, command: string): void {
  terminal.print();
  terminal.print(`${terminal.styles.heading(`== ${what}`)} ${terminal.styles.faint(`$ ${command}`)}`);
  terminal.print();
}

interface Example {
  name: string;
  folder: string;
  /** The packages it imports, with the folder each is installed in. */
  packages: Map<string, string>;
}

function chooseExample(packageRoot: string): Example {
  const missing: string[] = [];
  for (const name of examples) {
    const folder = path.join(packageRoot, 'fixtures', 'apps', name);
    const packages = new Map<string, string>();
    const absent = packagesOf(folder).filter((dependency) => {
      const found = dependency === 'asyncshift' ? packageRoot : findPackage(packageRoot, dependency);
      if (found !== undefined) packages.set(dependency, found);
      return found === undefined;
    });
    if (absent.length === 0) {
      // Without Node's types the type check still compares: only new errors count.
      const types = findPackage(packageRoot, '@types/node');
      if (types !== undefined) packages.set('@types/node', types);
      return { name, folder, packages };
    }
    missing.push(...absent);
  }
  const names = [...new Set(missing)].join(' ');
  throw new CommandFailure(
    `The example applications need packages that are not installed. Run: npm install ${names}`,
  );
}

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** What an example imports. */
function packagesOf(folder: string): string[] {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
}

function findPackage(from: string, name: string): string | undefined {
  for (let here = from; ; here = path.dirname(here)) {
    const candidate = path.join(here, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (here === path.dirname(here)) return undefined;
  }
}

/** Installs packages without a network: as links to where they are. */
function linkPackages(root: string, packages: Map<string, string>): void {
  for (const [name, folder] of packages) {
    const link = path.join(root, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(folder, link, 'junction');
  }
}
