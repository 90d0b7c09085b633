import path from 'node:path';
import { listTexts, toPosix } from '../project/index.js';
import type { PackageNeed, Plan } from '../plan/plan.js';
import { changeLists } from './change-lists.js';
import { addPackages, fieldsOf, listedPackages, readManifest, removePackage } from './dependencies.js';
import { keeperOf, type Keeper } from './kept-packages.js';
import type { ListChange } from './listed-names.js';
import { packageManagerOf } from './package-manager.js';
import { ProjectTexts } from './project-texts.js';
import { changeSettings, environmentOf, type SettingRule } from './settings.js';

/** Something to tell about a package that the change leaves to a person. */
interface PackageRemark {
  /** Absolute. */
  file: string;
  line?: number;
  message: string;
}

/** What becomes of the files that say which packages a project has. */
export interface ManifestChanges {
  /** Absolute paths, with their texts after the change. */
  files: { file: string; after: string }[];
  remarks: PackageRemark[];
  /** The commands that install what is listed now, with the folders to run them in. */
  install: { folder: string; command: string }[];
}

type Removed = PackageNeed['removes'][number];

/** What becomes of the packages of one package.json. */
interface Task {
  folder: string;
  adds: Record<string, string>;
  types: Record<string, string>;
  removes: Map<string, Removed>;
  settings: Set<SettingRule>;
}

/**
 * Works out which packages the project's package.json files list once a Plan is carried out, and changes the lists in
 * configurations that name a package which falls away.
 * @param texts the texts of files after the change, by absolute path; others are read
 */
export async function planManifests(
  plan: Plan,
  texts: ReadonlyMap<string, string>,
): Promise<ManifestChanges> {
  const project = new ProjectTexts(plan.root, texts);
  const { tasks, remarks } = tasksOf(plan, project);
  for (const task of tasks) remarks.push(...(await carryOut(task, project)));
  const files = project.changes();
  const touched = tasks.filter(({ folder }) =>
    files.some(({ file }) => file === path.join(folder, 'package.json')),
  );
  const install = touched.map(({ folder }) => ({ folder, command: `${packageManagerOf(folder)} install` }));
  return { files, remarks, install };
}

function tasksOf({ packages = [], root }: Plan, project: ProjectTexts) {
  const tasks = new Map<string, Task>();
  const remarks: PackageRemark[] = [];
  for (const { files, adds, types = {}, removes, settings = [] } of packages) {
    for (const name of files) {
      const file = path.join(root, name);
      const folder = project.ownerOf(
        file,
        removes.map((removed) => removed.name),
      );
      if (folder === undefined) {
        const message = `There is no package.json to add ${Object.keys(adds).join(', ')} to`;
        if (!remarks.some((remark) => remark.message === message)) remarks.push({ file, message });
        continue;
      }
      const task = tasks.get(folder) ?? {
        folder,
        ...{ adds: {}, types: {}, removes: new Map<string, Removed>(), settings: new Set<SettingRule>() },
      };
      tasks.set(folder, task);
      Object.assign(task.adds, adds);
      Object.assign(task.types, types);
      for (const removed of removes) task.removes.set(removed.name, removed);
      for (const rule of settings) task.settings.add(rule);
    }
  }
  return { tasks: [...tasks.values()], remarks };
}

/** Carries out one package.json's task on the project's texts. */
async function carryOut(task: Task, project: ProjectTexts): Promise<PackageRemark[]> {
  const { folder, adds, types } = task;
  const file = path.join(folder, 'package.json');
  const manifest = readManifest(project.read(file) ?? '');
  const removes = [...task.removes.values()].filter(({ name }) => fieldsOf(manifest, name).length > 0);
  const fields = new Set(removes.flatMap(({ name }) => fieldsOf(manifest, name)));
  const withPackages = addPackages(
    project.read(file) ?? '',
    adds,
    fields.size > 0 ? [...fields] : ['dependencies'],
  );
  project.write(file, addPackages(withPackages, types, ['devDependencies']));
  const remarks = await changeConfigurations(task, project);
  for (const { name, listedAs = Object.keys(adds) } of [...task.removes.values()].filter(
    ({ builtIn }) => builtIn,
  )) {
    const lists = { name, listedAs, stays: true };
    for (const [source, text] of await sourcesOf(folder, { name }, project))
      project.write(source, changeLists(source, text, lists));
    await changeShared(folder, lists, project);
  }
  for (const removed of removes) {
    const change = { name: removed.name, listedAs: removed.listedAs ?? Object.keys(adds) };
    const sources = await sourcesOf(folder, removed, project);
    const without = new Map(
      [...sources].map(([source, text]) => [source, changeLists(source, text, { ...change, stays: false })]),
    );
    const now = readManifest(project.read(file) ?? '');
    const keeper = keeperOf(removed, { folder, before: manifest, manifest: now, texts: without });
    if (keeper) remarks.push({ file, message: `${removed.name} stays: ${describe(keeper, folder)}` });
    else project.write(file, remove(project.read(file) ?? '', removed));
    const lists = { ...change, stays: keeper !== undefined };
    for (const [source, text] of sources) project.write(source, changeLists(source, text, lists));
    await changeShared(folder, lists, project);
    if (!keeper) remarks.push(...scriptsNaming(removed.name, file, project));
  }
  return remarks;
}

/** Changes what configurations say of the database. */
async function changeConfigurations(
  { folder, settings }: Task,
  project: ProjectTexts,
): Promise<PackageRemark[]> {
  const remarks: PackageRemark[] = [];
  for (const rule of settings) {
    for (const file of await listTexts(folder, rule.files)) {
      const text = project.read(file);
      if (text === undefined || project.ownerOf(file, []) !== folder) continue;
      const after = changeSettings(file, text, rule);
      if (after === text) continue;
      project.write(file, after);
      const variables = environmentOf(rule);
      if (variables.length > 0)
        remarks.push({ file, message: `It reads ${variables.join(', ')} from now on` });
    }
  }
  return remarks;
}

function remove(text: string, { name, types }: Removed): string {
  const without = removePackage(text, name);
  return types === undefined ? without : removePackage(without, types);
}

/** The source files whose packages a package.json lists, as far as they mention one by one of its names. */
async function sourcesOf(
  folder: string,
  { name, alsoNamed = [] }: Pick<Removed, 'name' | 'alsoNamed'>,
  project: ProjectTexts,
): Promise<Map<string, string>> {
  const files = await listTexts(folder, '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,astro}');
  const found = new Map<string, string>();
  for (const file of files) {
    const text = project.read(file);
    const names = [name, ...alsoNamed].some((one) => text?.includes(one));
    if (text !== undefined && names && project.ownerOf(file, [name]) === folder) found.set(file, text);
  }
  return found;
}

/** Configurations beside a package.json and above it: they may be those of several packages. */
const shared = ['package.json', 'pnpm-workspace.yaml'];
const electron = [
  'electron-builder.json',
  'electron-builder.json5',
  'electron-builder.yml',
  'electron-builder.yaml',
];

async function changeShared(folder: string, change: ListChange, project: ProjectTexts): Promise<void> {
  for (const candidate of project.upward(folder)) {
    const files = [...shared, ...(candidate === folder ? electron : [])].map((name) =>
      path.join(candidate, name),
    );
    for (const file of files) {
      const text = project.read(file);
      if (!text?.includes(change.name)) continue;
      const stays = change.stays || (await othersList(candidate, change.name, project));
      project.write(file, changeLists(file, text, { ...change, stays }));
    }
  }
}

/** Whether a package.json below a folder lists a package still. */
async function othersList(folder: string, name: string, project: ProjectTexts): Promise<boolean> {
  const manifests = await listTexts(folder, '**/package.json');
  return manifests.some((file) => listedPackages(readManifest(project.read(file) ?? '')).has(name));
}

function describe(keeper: Keeper, folder: string): string {
  if ('package' in keeper) return `${keeper.package} needs it`;
  return `${toPosix(path.relative(folder, keeper.file))}:${keeper.line} names it`;
}

/** Scripts that do something with a package which is gone: what they should do instead nobody can know. */
function scriptsNaming(name: string, file: string, project: ProjectTexts): PackageRemark[] {
  const { scripts } = readManifest(project.read(file) ?? '');
  return Object.entries(scripts)
    .filter(([, command]) => command.split(/[\s=,'"]+/).includes(name))
    .map(([script]) => ({ file, message: `The script "${script}" names ${name}, which is gone` }));
}
