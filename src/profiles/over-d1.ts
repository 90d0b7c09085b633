import type { Profile } from './profile.js';

const transactions =
  'D1 has no transactions that wait for the program; put what belongs together into one statement, or into batch() of the D1 binding';

/** What D1 has less than libsql/promise. */
export interface D1Limits {
  /** Symbols of what runs a function in a transaction. */
  transactions: readonly string[];
  /** Symbol to what to do instead, of what else there is not. */
  lacks?: Readonly<Record<string, string>>;
}

/** A profile to libsql/promise as one to Cloudflare's D1: through the same adapter on another connection. */
export function overD1(profile: Profile, from: string, limits: D1Limits): Profile {
  return {
    ...profile,
    name: `${from} to d1`,
    connections: Object.fromEntries(
      Object.entries(profile.connections ?? {}).map(([type, { links }]) => [type, links ? { links } : {}]),
    ),
    adapters: (profile.adapters ?? []).map((adapter) => ({
      ...adapter,
      instead: { './libsql.js': './d1.js' },
    })),
    packages: {
      ...profile.packages,
      adds: {},
      removes: (profile.packages?.removes ?? []).map((removed) => ({ ...removed, listedAs: [] })),
    },
    lacks: {
      ...profile.lacks,
      ...limits.lacks,
      ...Object.fromEntries(limits.transactions.map((name) => [name, transactions])),
    },
  };
}
