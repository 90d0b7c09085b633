import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse, type AnalysisRequest } from '../../src/analysis/index.js';
import { loadConfig } from '../../src/config/index.js';
import { codes, type Code } from '../../src/plan/codes.js';
import type { Plan } from '../../src/plan/plan.js';
import { packageRoot } from '../../src/package/root.js';
import { profiles as builtIn } from '../../src/profiles/index.js';
import type { Profile } from '../../src/profiles/profile.js';
import { rewrite } from '../../src/rewrite/index.js';
import { blocksUnder, readPage, tableRows, type CodeBlock, type Page } from './markdown.js';
import { Project } from './programs.js';

const allCodes = Object.keys(codes) as Code[];
const index = readPage('docs/codes/README.md');
const pages = new Map(allCodes.map((code) => [code, readPage(`docs/codes/${code}.md`)]));
const sides = ['Before', 'After'] as const;
type Side = (typeof sides)[number];

/** The imports that every example begins with, and `blog.ts`. */
const preambles: Record<Side, { imports: string; blog: string }> = {
  Before: { imports: shownIn('Before', 0), blog: shownIn('Before', 1) },
  After: { imports: shownIn('After', 0), blog: migratedBlog() },
};

function shownIn(side: Side, which: number): string {
  return present(blocksUnder(index, side, 'ts')[which]).text;
}

/** `blog.ts` as asyncshift migrates it. */
function migratedBlog(): string {
  using project = new Project({ 'blog.ts': shownIn('Before', 1) });
  const plan = planOf(project.root, project.sources());
  const { files, failures } = rewrite(plan, (file) => project.read(file));
  expect(failures).toEqual([]);
  return present(files[0]).after;
}

function planOf(
  root: string,
  files: readonly string[],
  configured: readonly Profile[] = [],
  options: AnalysisRequest['options'] = {},
): Plan {
  const profiles = [...builtIn, ...configured];
  const outcome = analyse({ root, files, tsconfig: path.join(root, 'tsconfig.json'), profiles, options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  return outcome.plan;
}

/** The files of a side of an example: a block that begins with a file's name is that file, any other is the program. */
function exampleFiles(page: Page, side: Side): Map<string, string> {
  const { imports, blog } = preambles[side];
  const files = new Map<string, string>();
  for (const { language, text } of blocksUnder(page, side).filter(isCode)) {
    const named = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
    if (named === undefined) files.set(`main.${language}`, `${imports}\n${text}`);
    else files.set(named, text);
  }
  const folder = files.has('src/posts.ts') ? 'src/' : '';
  return files.set(`${folder}blog.ts`, blog);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('docs/codes is not as this test expects it');
  return value;
}

function isCode({ language }: CodeBlock): boolean {
  return language === 'ts' || language === 'cts';
}

/** The file a side starts with: the program, or the file shown last. */
function entryOf(page: Page, side: Side): string {
  const names = [...exampleFiles(page, side).keys()].filter((name) => !name.endsWith('blog.ts'));
  return `${page.file.slice(-'AS201.md'.length, -'.md'.length)}/${side}/${present(names.at(-1))}`;
}

/** The command shown with an example, if one is. */
function commandOf(page: Page): string {
  return blocksUnder(page, 'Before', 'sh')[0]?.text ?? 'npx asyncshift .';
}

/** Whether the command shown with an example says `--parallel`. */
function isParallel(page: Page): boolean {
  return commandOf(page).includes('--parallel');
}

/** The files that the command shown with an example lets asyncshift change: all, where none is shown. */
function changeable(project: Project, code: Code, page: Page): string[] {
  const [, given = ''] = /^npx asyncshift (.+)$/m.exec(commandOf(page)) ?? [];
  const names = given.split(' ').filter((word) => !word.startsWith('--'));
  const folders = names.map((name) => path.join(project.path(`${code}/Before`), name));
  return project.sources().filter((file) => folders.some((folder) => file.startsWith(folder)));
}

/** The profiles of the configurations that are shown. */
async function configuredProfiles(project: Project): Promise<Profile[]> {
  const files = project.sources().filter((file) => file.endsWith('/asyncshift.config.ts'));
  const loaded = await Promise.all(files.map((file) => loadConfig(file)));
  return loaded.flatMap((outcome) => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
    return outcome.config.profiles;
  });
}

let project: Project;
let problems: string[];
let plan: Plan;
/** Of the pages whose command says `--parallel`. */
let parallelPlan: Plan;
let printed: Map<string, string>;

beforeAll(async () => {
  const files = [...pages].flatMap(([code, page]) =>
    sides.flatMap((side) =>
      [...exampleFiles(page, side)].map(([name, text]) => [`${code}/${side}/${name}`, text] as const),
    ),
  );
  project = new Project(Object.fromEntries(files));
  const given = (parallel: boolean) => [
    ...[...pages].flatMap(([code, page]) =>
      isParallel(page) === parallel ? changeable(project, code, page) : [],
    ),
    ...project.sources().filter((file) => file.includes('/After/')),
  ];
  plan = planOf(project.root, given(false), await configuredProfiles(project));
  parallelPlan = planOf(project.root, given(true), [], { parallel: true });
  problems = project.compile();
  printed = await project.runAll(
    [...pages.values()].flatMap((page) => sides.map((side) => entryOf(page, side))),
  );
});

afterAll(() => {
  project[Symbol.dispose]();
});

it('every code has a page, and every page a code', () => {
  const names = readdirSync(path.join(packageRoot, 'docs/codes')).filter((name) => name !== 'README.md');
  expect(names.sort()).toEqual(allCodes.map((code) => `${code}.md`));
});

it('the index lists every code with its title', () => {
  expect(tableRows(index, 'Codes')).toEqual(allCodes.map((code) => [`[${code}](${code}.md)`, codes[code]]));
});

it('the codes the index shows as groups are the groups there are', () => {
  const groups = [...index.text.matchAll(/^- `(AS\d)\.\.`/gm)].map(([, group]) => group);
  expect(groups).toEqual([...new Set(allCodes.map((code) => code.slice(0, 3)))]);
});

describe.each(allCodes)('%s', (code) => {
  const page = present(pages.get(code));
  const planHere = () => (isParallel(page) ? parallelPlan : plan);
  /** Codes found in the files shown, without repetition. */
  const remarksIn = (side: Side): string[] => {
    const found = [...planHere().walls, ...planHere().hazards, ...planHere().notes].filter(
      ({ file }) => file.startsWith(`${code}/${side}/`) && !file.endsWith('blog.ts'),
    );
    return [...new Set(found.map((remark) => remark.code))];
  };

  it('has the headings every page has', () => {
    const title: string = codes[code];
    // A name keeps its case.
    const isName = /^[a-z]+[A-Z]/.test(title);
    const shown = isName ? title : title.charAt(0).toUpperCase() + title.slice(1);
    expect(page.headings.map(({ level, title }) => `${'#'.repeat(level)} ${title}`)).toEqual([
      `# ${code}: ${shown}`,
      '## Why',
      '## Example',
      '### Before',
      '### After',
      '## What to do',
    ]);
    expect(sides.map((side) => blocksUnder(page, side).some(isCode))).toEqual([true, true]);
  });

  it('compiles on both sides', () => {
    expect(problems.filter((problem) => problem.startsWith(`${code}/`))).toEqual([]);
  });

  it('is what asyncshift says about Before, and all it says', () => {
    expect(remarksIn('Before')).toEqual([code]);
  });

  it('has nothing left to do in After', () => {
    expect(remarksIn('After')).toEqual([]);
    expect(planHere().steps.filter(({ file }) => file.startsWith(`${code}/After/`))).toEqual([]);
  });

  it('prints the same on both sides', () => {
    const before = printed.get(entryOf(page, 'Before'));
    expect(before).toMatch(/\S/);
    expect(printed.get(entryOf(page, 'After'))).toBe(before);
  });
});
