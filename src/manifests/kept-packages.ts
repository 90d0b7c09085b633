import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import type { PackageNeed } from '../plan/plan.js';
import { listedPackages, type Manifest } from './dependencies.js';
import { findMention, type Mention } from './mentions.js';

/** Why a package cannot go: a place that names it, or a package that needs it. */
export type Keeper = Mention | { package: string };

/**
 * Says what keeps a package that code no longer imports.
 * @param folder that of the package.json, whose content was `before` and is `manifest` after the change
 * @param texts of the files that count, after the change
 */
export function keeperOf(
  removed: PackageNeed['removes'][number],
  {
    folder,
    before,
    manifest,
    texts,
  }: { folder: string; before: Manifest; manifest: Manifest; texts: ReadonlyMap<string, string> },
): Keeper | undefined {
  for (const name of [removed.name, ...(removed.alsoNamed ?? [])]) {
    const mention = findMention(texts, name);
    if (mention) return mention;
  }
  const listed = listedPackages(manifest);
  const alreadyThere = listedPackages(before);
  const loading = Object.entries(removed.loadedBy ?? {}).find(
    ([name, others]) => alreadyThere.has(name) && !others.some((other) => listed.has(other)),
  );
  if (loading) return { package: loading[0] };
  const needing = [...listed].find((name) => name !== removed.name && needsPeer(folder, name, removed.name));
  return needing === undefined ? undefined : { package: needing };
}

const installedSchema = z.object({
  peerDependencies: z.record(z.string(), z.unknown()).catch({}).default({}),
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .catch({})
    .default({}),
});

/** Whether an installed package cannot do without another that its users have to install. */
function needsPeer(folder: string, name: string, peer: string): boolean {
  const places = createRequire(path.join(folder, 'package.json')).resolve.paths(name) ?? [];
  for (const place of places) {
    try {
      const content: unknown = JSON.parse(readFileSync(path.join(place, name, 'package.json'), 'utf8'));
      const { peerDependencies, peerDependenciesMeta } = installedSchema.parse(content);
      return peer in peerDependencies && peerDependenciesMeta[peer]?.optional !== true;
    } catch {
      continue; // not installed here
    }
  }
  return false;
}
