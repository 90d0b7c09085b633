import type { Profile } from './profile.js';

/** What @libsql/client has less than libsql/promise. */
export interface ClientLimits {
  /** Symbols of calls that are not there. */
  without?: readonly string[];
  /** Symbol to what to do instead. */
  lacks: Readonly<Record<string, string>>;
}

/** A profile to libsql/promise as one to @libsql/client: through the same adapter on another connection. */
export function overLibsqlClient(
  profile: Profile,
  from: string,
  { without = [], lacks }: ClientLimits,
): Profile {
  return {
    ...profile,
    name: `${from} to @libsql/client`,
    asyncCalls: profile.asyncCalls.filter((call) => !without.includes(call)),
    adapters: (profile.adapters ?? []).map((adapter) => ({
      ...adapter,
      instead: { './libsql.js': './libsql-client.js' },
    })),
    packages: {
      adds: { '@libsql/client': '^0.18.0' },
      // Its native part is libsql's.
      removes: (profile.packages?.removes ?? []).map((removed) => ({
        ...removed,
        listedAs: ['@libsql/client', 'libsql'],
      })),
    },
    lacks: { ...profile.lacks, ...lacks },
  };
}
