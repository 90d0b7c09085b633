import path from 'node:path';
import { findInJson } from './json-lists.js';
import { changeListed, hasLists, type ListChange, type ListedName } from './listed-names.js';
import { findInSource } from './source-lists.js';
import { findInYaml } from './yaml-lists.js';

/** A script that builds: its lists are those of a bundler. */
const bundles = /["'](?:esbuild|vite|rollup|rolldown|webpack|tsup|tsdown|@vercel\/ncc|bun)["']/;

/** Changes the lists of packages in a text: in a configuration, or in a script that calls a bundler. */
export function changeLists(file: string, text: string, change: ListChange): string {
  return changeListed(text, findLists(file, text, change.name), change);
}

function findLists(file: string, text: string, name: string): ListedName[] {
  if (!text.includes(name)) return [];
  if (/\.json5?$/.test(file)) return findInJson(text, name);
  if (/\.ya?ml$/.test(file)) return findInYaml(text, name);
  const isConfiguration = /\.config\.[cm]?[jt]s$/.test(path.basename(file)) || bundles.test(text);
  return isConfiguration && hasLists(text) && /\.[cm]?[jt]sx?$/.test(file)
    ? findInSource(text, file, name)
    : [];
}
