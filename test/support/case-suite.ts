import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { loadConfig } from '../../src/config/index.js';
import type { Plan } from '../../src/plan/plan.js';
import { profilesFor } from '../../src/profiles/families.js';
import { families } from '../../src/profiles/index.js';
import type { Profile } from '../../src/profiles/profile.js';
import { rewrite } from '../../src/rewrite/index.js';
import { publicEntries } from '../../src/project/index.js';
import { compareRuns } from '../../src/verify/run/check-run.js';
import { installed, projectOf, readCases, readShared, writeFiles, writeOutput, type Case } from './cases.js';
import { entryOf, runOnBoth, testOnBoth, type Runner } from './run-both.js';
import { added, problemsOf } from './problems.js';

interface Suite {
  /** The folder with the cases. */
  folder: string;
  /** Packages the cases' project has installed: their folders by name. */
  packages: Readonly<Record<string, string>>;
  profiles?: readonly Profile[];
  /** The Node that runs the cases' programs, where not every Node can; none: they are not run. */
  node?: { file: string | undefined; environments?: Runner['environments'] };
}

/** Cases that are analysed as one program. */
interface Group {
  cases: Case[];
  root: string;
  plan: Plan;
  /** What each changed or new file of the project becomes. */
  after: Map<string, string>;
}

const update = process.env['UPDATE_FIXTURES'] === '1';

/**
 * Tests every case below a folder through analysis and rewriting: the exact bytes and remarks that come out, that no type
 * error and no misused promise comes with them, that a second run changes nothing, and, where the case prints something, that its program does
 * the same before and after.
 */
export function testCases(suite: Suite): void {
  const { folder, packages, node } = suite;
  const cases = readCases(folder);
  const shared = readShared(folder);
  const settings = [...new Set(cases.map(programOf))];
  const groups = new Map<string, Group>();
  const groupOf = (one: Case): Group => {
    const group = groups.get(programOf(one));
    if (!group) throw new Error(`${one.name} was not analysed`);
    return group;
  };

  beforeAll(async () => {
    for (const setting of settings) {
      const members = cases.filter((one) => programOf(one) === setting);
      groups.set(setting, await analysed(members, shared, suite));
    }
  }, 240_000);

  afterAll(() => {
    for (const { root } of groups.values()) rmSync(root, { recursive: true });
  });

  describe.each(cases)('$title', (fixture) => {
    const { name, input, output } = fixture;
    const expects = /^(?:skip|wall)(?=-)/.exec(name)?.[0] ?? 'change';
    const changed = () => changesIn(groupOf(fixture), name);

    it('becomes the expected text, byte for byte', () => {
      if (update) writeOutput(folder, fixture, changed());
      else expect(Object.fromEntries(changed())).toEqual(Object.fromEntries(output));
    });

    it('says what it could not do', () => {
      const said = remarksOf(groupOf(fixture).plan, name);
      const expected = path.join(folder, name, 'remarks.txt');
      if (update && said) writeFileSync(expected, said);
      expect(said).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
    });

    it('does not change what it skips, and skips only what it says', () => {
      expect(changed().size === 0).toBe(expects === 'skip');
    });

    const sides = () => {
      const helpers = [...groupOf(fixture).after].filter(([file]) => /^async-[^/]*$/.test(file));
      return {
        input,
        output: new Map([...input, ...changed()]),
        above: new Map([...shared, ...helpers]),
        packages: installed(packages, fixture),
      };
    };

    const canRun = !node || node.file !== undefined;
    const { runner } = fixture.settings;
    it.runIf(expects === 'change' && canRun && runner !== undefined)(
      'passes and fails the same tests',
      async () => {
        if (!runner) throw new Error('the case has no runner');
        const { before, after } = await testOnBoth(sides(), runner, node?.file);
        expect(before).not.toEqual([]);
        expect(after).toEqual(before);
      },
    );

    const entry = entryOf(input);
    it.runIf(
      expects === 'change' && canRun && entry !== undefined && input.get(entry)?.includes('console.log'),
    )('does the same before and after', async () => {
      const { before, after: migrated } = await runOnBoth(sides(), {
        node: node?.file,
        environments: node?.environments,
      });
      expect(before).toMatchObject({ exitCode: 0, stderr: '' });
      expect(before.stdout.toString()).not.toBe('');
      expect(migrated).toMatchObject({ exitCode: 0, stderr: '' });
      const differences = compareRuns(entry ?? '', before, migrated).filter(({ ok }) => !ok);
      expect(differences).toEqual([]);
    });
  });

  describe.each(settings)('with settings %s', (setting) => {
    it('adds no type error and no misused promise, and a second run changes nothing', async () => {
      const group = groups.get(setting);
      if (!group) throw new Error(`nothing was analysed with ${setting}`);
      const before = problemsOf(group.root);
      writeFiles(group.root, group.after);
      const fresh = added(before, problemsOf(group.root));
      expect(fresh.filter((problem) => !isTold(problem, group.plan))).toEqual([]);
      const again = await migrated(group.root, group.cases, suite);
      expect([...again.after.keys()]).toEqual([]);
    }, 240_000);
  });
}

/** What has to be the same for cases to be analysed as one program. */
function programOf({ settings }: Case): string {
  return JSON.stringify({ ...settings, runner: undefined });
}

async function analysed(cases: Case[], shared: ReadonlyMap<string, string>, suite: Suite): Promise<Group> {
  const [first] = cases;
  const packages = first ? installed(suite.packages, first) : suite.packages;
  const root = projectOf(cases, packages, first?.settings.compilerOptions);
  writeFiles(root, shared);
  return { cases, root, ...(await migrated(root, cases, suite)) };
}

async function migrated(
  root: string,
  cases: Case[],
  { profiles = profilesFor(families, { to: cases[0]?.settings.to }) }: Suite,
): Promise<Pick<Group, 'plan' | 'after'>> {
  const files = globSync('**/*.{ts,mts,cts,tsx,js,mjs,cjs}', {
    cwd: root,
    absolute: true,
    ignore: ['**/node_modules', '**/*.d.{ts,mts,cts}'],
  });
  const tsconfig = path.join(root, 'tsconfig.json');
  const options = cases[0]?.settings.options ?? {};
  const own = await Promise.all(cases.map((one) => profilesOf(path.join(root, one.name), one)));
  const entries = publicEntries(files, tsconfig);
  const outcome = analyse({
    root,
    files,
    tsconfig,
    options,
    profiles: [...profiles, ...own.flat()],
    entries,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { plan } = outcome;
  const written = rewrite(plan, (file) => readFileSync(path.join(root, file), 'utf8'));
  expect(written.failures).toEqual([]);
  return { plan, after: new Map(written.files.map((file) => [file.file, file.after])) };
}

/** The profiles of a case's configuration. */
async function profilesOf(folder: string, { settings }: Case): Promise<readonly Profile[]> {
  if (!settings.configured) return [];
  const loaded = await loadConfig(path.join(folder, 'asyncshift.config.json'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failures));
  return loaded.config.profiles;
}

function changesIn({ after }: Group, name: string): Map<string, string> {
  const own = [...after].filter(([file]) => file.startsWith(`${name}/`));
  return new Map(own.map(([file, text]) => [file.slice(name.length + 1), text]));
}

/**
 * Whether a problem is one of a wall's case, or of a callback whose caller ignores the promise: that is reported, or
 * silenced by the comments of an `ignore-…` case.
 */
function isTold(problem: string, { hazards }: Plan): boolean {
  const [file = '', rule = ''] = problem.split(/: | /);
  if (/^(?:wall|ignore)-/.test(problem)) return true;
  return (
    rule === 'ts/no-misused-promises' && hazards.some((one) => one.code === 'AS301' && one.file === file)
  );
}

/** Walls, hazards and notes of a case, one a line. */
function remarksOf(plan: Plan, name: string): string {
  return [...plan.walls, ...plan.hazards, ...plan.notes]
    .filter(({ file }) => file.startsWith(`${name}/`))
    .map(
      ({ code, file, line, message }) =>
        `${file.slice(name.length + 1)}:${String(line)} ${code} ${message}\n`,
    )
    .join('');
}
