import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Adapter, Profile } from '../profiles/profile.js';
import { adapterHeader, adapterText, isAdapter } from './adapter-text.js';
import type { ImportedNames } from './imported-names.js';
import { nodeTypes } from './node-types.js';
import { planLeftRequires, type Replaced } from './left-requires.js';
import { goesWithImport, planLoadedAdapter, planUntypedLoad } from './loaded-adapters.js';
import { loadOf } from './module-shapes.js';
import type { PlanBuilder } from './plan-builder.js';
import { moduleSpecifiers } from './profile-names.js';
import { rangeOf } from './ranges.js';
import type { Seeds } from './seeds.js';
import { specifierFor, writtenFileFor, type WrittenFile } from './written-files.js';

export interface AdapterContext {
  root: string;
  plan: PlanBuilder;
  profiles: readonly Profile[];
  seeds: Seeds;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
  imported: (file: ts.SourceFile) => ImportedNames;
  checker: ts.TypeChecker;
  /** What a file is compiled with. */
  optionsOf: (file: ts.SourceFile) => ts.CompilerOptions;
}

/** An adapter that is written into the project. */
interface Written {
  adapter: Adapter;
  file: WrittenFile;
  besides: Record<string, string>;
  /** What the files that import it are compiled with. */
  options: ts.CompilerOptions;
}

/** Has files take a module from the adapter that is written into the project in its place, and plans that file. */
export function planAdapters(files: Iterable<ts.SourceFile>, context: AdapterContext): void {
  const { root, plan, profiles, seeds, imported } = context;
  const adapters = profiles.flatMap((profile) =>
    (profile.adapters ?? [])
      .filter(({ onlyWith }) => onlyWith === undefined || seeds.exports.has(onlyWith))
      .map((adapter) => ({ adapter, profile: profile.name })),
  );
  const written = new Map<string, Written>();
  /** Has an adapter written where a file of the project can import it, with those it imports itself. */
  const write = (adapter: Adapter, file: ts.SourceFile): WrittenFile => {
    const target = adapterFileFor(file, adapter.name, root);
    const besides = Object.entries(adapter.beside ?? {}).flatMap(([imported, module]) => {
      const other = adapters.find((one) => one.adapter.modules.includes(module));
      return other ? [[imported, besideOf(file, write(other.adapter, file))] as const] : [];
    });
    const options = context.optionsOf(file);
    written.set(target.target, { adapter, file: target, besides: Object.fromEntries(besides), options });
    return target;
  };
  for (const file of files) {
    const loaded: Replaced[] = [];
    for (const specifier of moduleSpecifiers(file)) {
      const becomes = profiles.find((profile) => profile.becomes?.[specifier.text] !== undefined);
      const other = becomes?.becomes?.[specifier.text];
      if (becomes && other !== undefined && !context.leavesAlone(specifier)) {
        const because = { profile: becomes.name, entry: specifier.text };
        const { start, end } = rangeOf(specifier);
        const why = { because, reason: `${other} takes the place of ${specifier.text}` };
        plan.step('replace-text', file, { start: start + 1, end: end - 1 }, why, { text: other });
        continue;
      }
      const found = adapters.find(({ adapter }) => adapter.modules.includes(specifier.text));
      if (!found || context.leavesAlone(specifier) || goesWithImport(specifier)) continue;
      const { adapter, profile } = found;
      const load = loadOf(specifier, context.checker);
      if (load && !load.shape) {
        planUntypedLoad(load.call, { profile, entry: specifier.text }, plan);
        continue;
      }
      const target = write(adapter, file);
      const text = specifierFor(file, target.target);
      const reason = `${adapter.name} does the work of ${specifier.text} asynchronously`;
      const why = { because: { profile, entry: specifier.text }, reason };
      if (load?.shape) {
        planLoadedAdapter(load, text, { plan, why, imported });
        if (!load.isCommonJs) loaded.push({ call: load.call, why });
      } else {
        planModule(specifier, text, why, plan, context.optionsOf(file));
        const type = specifier.parent.parent;
        if (adapter.isValue && ts.isImportTypeNode(type) && type.isTypeOf && !type.qualifier)
          plan.step('replace-text', file, { start: type.end, end: type.end }, why, { text: '.default' });
      }
    }
    if (loaded.length > 0) planLeftRequires(file, loaded, plan);
  }
  for (const one of written.values()) planFile(one, plan);
}

function planFile({ adapter, file, besides, options }: Written, plan: PlanBuilder): void {
  if (existsSync(file.target)) return; // an earlier run's, and the user's own since then
  const imports = file.language === 'ts' && lacksInterop(options) ? 'require' : 'import';
  const text = adapterText(adapter, file.language, (name) => readFileSync(name, 'utf8'), besides, imports);
  const undeclared =
    file.language === 'ts' && !readsExports(options)
      ? Object.entries(adapter.undeclared ?? {}).filter(([module]) => text.includes(`'${module}'`))
      : [];
  const references = undeclared.map(([module, declares]) => {
    const name = `${module.replace('/', '-')}.d.ts`;
    plan.newFile({
      file: plan.relative(path.posix.join(path.posix.dirname(file.target), name)),
      text: declares,
      reason: `declares ${module}, which is not found otherwise with the project's moduleResolution`,
    });
    return `/// <reference path="./${name}" />`;
  });
  plan.newFile({
    file: plan.relative(file.target),
    text: text.replace(adapterHeader, (header) =>
      [header, ...forCompiler(file, options, text), ...references].join('\n').trimEnd(),
    ),
    reason: `takes the place of ${adapter.modules.join(', ')}`,
  });
}

/** The line that has a compiler leave the file alone that could not know what is right in it, or tells it what it has to know. */
function forCompiler({ language, target }: WrittenFile, options: ts.CompilerOptions, text: string): string[] {
  if (language !== 'ts') return options.checkJs ? ['// @ts-nocheck: its types are left out.'] : [];
  if ((options.target ?? ts.ScriptTarget.ESNext) < ts.ScriptTarget.ES2015)
    return ['// @ts-nocheck: it is written for ES2015 and later.'];
  return text.includes("from 'node:") ? nodeTypes(target, options) : [];
}

/** Whether a CommonJS module is not what its default import gives. */
function lacksInterop({ esModuleInterop, module }: ts.CompilerOptions): boolean {
  return esModuleInterop === false && module === ts.ModuleKind.CommonJS;
}

/** Whether modules are looked for as the `exports` of packages say. */
function readsExports({ moduleResolution = ts.ModuleResolutionKind.Bundler }: ts.CompilerOptions): boolean {
  return moduleResolution >= ts.ModuleResolutionKind.Node16;
}

/** How one adapter names another, which is in the same folder: with the extension that the importing file would write. */
function besideOf(file: ts.SourceFile, { target }: WrittenFile): string {
  return `./${path.posix.basename(specifierFor(file, target))}`;
}

/** The file an adapter has, or gets: under another name where the project has a file of its own under this one. */
function adapterFileFor(file: ts.SourceFile, name: string, root: string, number = 1): WrittenFile {
  const found = writtenFileFor(file, number === 1 ? name : `${name}-${String(number)}`, root);
  const isTaken = existsSync(found.target) && !isAdapter({ text: readFileSync(found.target, 'utf8') });
  return isTaken ? adapterFileFor(file, name, root, number + 1) : found;
}

/**
 * Names another module where one is named. `import x = require('m')` becomes an import: the adapter is an ECMAScript module.
 * So does `import * as x from 'm'` where that means the same.
 */
function planModule(
  specifier: ts.StringLiteralLike,
  text: string,
  why: Parameters<PlanBuilder['step']>[3],
  plan: PlanBuilder,
  options: ts.CompilerOptions,
): void {
  const file = specifier.getSourceFile();
  const { start, end } = rangeOf(specifier);
  const required = ts.findAncestor(specifier, ts.isImportEqualsDeclaration);
  if (required) {
    const quote = specifier.getText().charAt(0);
    const from = { start: required.name.end, end };
    const rest = { start: from.start, end: required.moduleReference.end };
    plan.step('replace-text', file, rest, why, { text: ` from ${quote}${text}${quote}` });
    return;
  }
  const { importClause } = ts.isImportDeclaration(specifier.parent) ? specifier.parent : {};
  const whole = importClause?.namedBindings;
  if (whole && ts.isNamespaceImport(whole) && lacksInterop(options))
    plan.step('replace-text', file, rangeOf(whole), why, { text: whole.name.text });
  plan.step('replace-text', file, { start: start + 1, end: end - 1 }, why, { text });
}
