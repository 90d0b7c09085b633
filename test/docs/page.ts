import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPage, type Page } from './markdown.js';
import { Project } from './programs.js';
import { Shell } from './shell.js';
import { doAsShown } from './shown.js';

/** What the project of a page needs beside what every one has. */
export interface PageNeeds {
  /** Packages that are installed in it: the folder of each, by name. */
  packages?: Readonly<Record<string, string>>;
  /** The Node its commands run with, where that of the tests does not do: without one the page is not tested. */
  node?: { executable: string | undefined };
  /** Names a test that the project's files are of the right type once all is done. */
  compiles?: string;
}

/** Tests that what a page shows happens, block after block in one project. @returns the page */
export function testPage(file: string, { packages = {}, node, compiles }: PageNeeds = {}): Page {
  const page = readPage(file);
  let project: Project;
  let shell: Shell;

  beforeAll(() => {
    project = new Project({});
    for (const [name, folder] of Object.entries(packages)) {
      const link = project.path(`node_modules/${name}`);
      if (existsSync(link)) throw new Error(`${name} is installed in every page's project.`);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(folder, link);
    }
    shell = new Shell(project.root);
    if (node?.executable === undefined) return;
    shell.write({
      node: `#!/bin/sh\nexec '${node.executable}' --disable-warning=ExperimentalWarning "$@"\n`,
    });
    shell.chmod('node', 0o755);
  });

  afterAll(() => {
    shell[Symbol.dispose]();
    project[Symbol.dispose]();
  });

  const canRun = !node || node.executable !== undefined;
  it.runIf(canRun).each(page.blocks)('does what it shows in line $line', (block) =>
    doAsShown(block, project, shell),
  );
  if (compiles !== undefined) {
    it.runIf(canRun)(compiles, () => {
      expect(project.compile()).toEqual([]);
    });
  }
  return page;
}
