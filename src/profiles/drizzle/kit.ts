import type { SettingRule } from '../profile.js';

const files = '**/*drizzle*config*.{ts,mts,cts,js,mjs,cjs}';

/** What drizzle-kit's configuration has to say otherwise, by the target. What is not here it finds out by itself. */
export const kitSettings: Readonly<Record<string, readonly SettingRule[]>> = {
  '@libsql/client': [
    // Up to 0.20, where the driver is named and a path is not made a URL.
    {
      files,
      where: { driver: 'better-sqlite' },
      sets: { driver: 'libsql' },
      fileUrl: ['dbCredentials', 'url'],
    },
  ],
  d1: [
    {
      files,
      where: { dialect: 'sqlite', driver: null },
      sets: {
        driver: 'd1-http',
        dbCredentials: {
          accountId: { env: 'CLOUDFLARE_ACCOUNT_ID' },
          databaseId: { env: 'CLOUDFLARE_DATABASE_ID' },
          token: { env: 'CLOUDFLARE_D1_TOKEN' },
        },
      },
    },
  ],
};
