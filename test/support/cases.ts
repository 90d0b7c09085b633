import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type ts from 'typescript';
import type { AnalysisRequest } from '../../src/analysis/index.js';

/** What a case asks for beyond the defaults: `settings.json` in its folder. */
export interface CaseSettings {
  /** The choices of the person who runs asyncshift. */
  options?: NonNullable<AnalysisRequest['options']>;
  /** The target. Default: each profile's own. */
  to?: string;
  /** As in a tsconfig, on top of the suite's. */
  compilerOptions?: Readonly<Record<string, ts.CompilerOptionsValue>>;
  /** Whether the case has an `asyncshift.config.json`. */
  configured?: true;
  /** Packages the case has installed beyond the suite's: by name, the name they have in this repository. */
  packages?: Readonly<Record<string, string>>;
  /** What runs the case's tests, in place of the program it would start with. */
  runner?: TestRunner;
}

/** The test frameworks a case can be run by. */
export type TestRunner = 'vitest' | 'mocha' | 'node';

/** `settings.json` as it is written: a case may be one for several targets, with the same output. */
type WrittenSettings = Omit<CaseSettings, 'to'> & { to?: string | readonly string[] };

/** A fixture: input files and expected files by their name in the case's folder. */
export interface Case {
  name: string;
  /** What tests call it: its name, with the target where it has several. */
  title: string;
  input: ReadonlyMap<string, string>;
  /** What each changed or new file becomes; none for a case that has to stay untouched. */
  output: ReadonlyMap<string, string>;
  settings: CaseSettings;
}

/**
 * Reads the cases below a folder: `<case>/input.ts` and `<case>/output.ts`, or folders `input/` and `output/` of several
 * files. A case named `skip-…` has no output: it has to stay untouched. A case for several targets is one for each.
 */
export function readCases(folder: string): Case[] {
  return readdirSync(folder)
    .filter((name) => statSync(path.join(folder, name)).isDirectory())
    .sort()
    .flatMap((name) => {
      const input = readSide(path.join(folder, name), 'input');
      const output = readSide(path.join(folder, name), 'output');
      const { to, ...settings } = readSettings(path.join(folder, name, 'settings.json'));
      const configured = input.has('asyncshift.config.json') ? { configured: true as const } : {};
      return (Array.isArray(to) ? to : [to]).map((target: string | undefined) => ({
        name,
        title: Array.isArray(to) ? `${name} to ${target ?? ''}` : name,
        input,
        output,
        settings: { ...settings, ...configured, ...(target === undefined ? {} : { to: target }) },
      }));
    });
}

/** The files beside the cases' folders, which all cases may import from the folder above their own. */
export function readShared(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

function readSettings(file: string): WrittenSettings {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as WrittenSettings) : {};
}

function readSide(folder: string, side: 'input' | 'output'): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder)) {
    if (path.parse(entry).name !== side) continue;
    const at = path.join(folder, entry);
    if (!statSync(at).isDirectory()) found.set(entry.replace(side, 'main'), readFileSync(at, 'utf8'));
    else
      for (const file of readdirSync(at, { recursive: true, encoding: 'utf8' })) {
        const full = path.join(at, file);
        if (statSync(full).isFile()) found.set(file, readFileSync(full, 'utf8'));
      }
  }
  return found;
}

/** Writes the output side of a case, in the form its input has. */
export function writeOutput(folder: string, { name, input }: Case, files: ReadonlyMap<string, string>): void {
  const at = path.join(folder, name);
  for (const entry of readdirSync(at))
    if (path.parse(entry).name === 'output') rmSync(path.join(at, entry), { recursive: true });
  const single = input.size === 1 && files.size <= 1;
  for (const [file, text] of files) {
    const target = single ? path.join(at, file.replace('main', 'output')) : path.join(at, 'output', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/**
 * Makes a project of all cases, each in a folder of its own, so that one program serves them all.
 * @param packages folders of packages to install by name
 * @param compilerOptions as in a tsconfig, on top of the suite's
 */
export function projectOf(
  cases: readonly Case[],
  packages: Readonly<Record<string, string>>,
  compilerOptions: CaseSettings['compilerOptions'] = {},
): string {
  const root = mkdtempSync(path.join(tmpdir(), 'asyncshift-cases-'));
  const config = { ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, ...compilerOptions } };
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify(config));
  for (const { name, input } of cases) writeFiles(path.join(root, name), input);
  for (const [name, folder] of Object.entries(packages)) {
    const target = path.join(root, 'node_modules', name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(folder, target);
  }
  return root;
}

/** The folders of the packages a case has installed: the suite's and its own. */
export function installed(
  packages: Readonly<Record<string, string>>,
  { settings }: Case,
): Record<string, string> {
  const own = Object.entries(settings.packages ?? {});
  const folders = own.map(([name, here]) => [name, path.resolve('node_modules', here)] as const);
  return { ...packages, ...Object.fromEntries(folders) };
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    allowJs: true,
    noEmit: true,
    noImplicitReturns: false,
  },
  include: ['.'],
};
