import { describe, expect, test } from 'vitest';
import { changeSettings, environmentOf, type SettingRule } from '../../src/manifests/settings.js';

const toOther: SettingRule = {
  files: '**/kit.config.*',
  where: { driver: 'sync' },
  sets: { driver: 'other' },
  fileUrl: ['credentials', 'url'],
};
const toCloud: SettingRule = {
  files: '**/kit.config.*',
  where: { dialect: 'sqlite', driver: null },
  sets: { driver: 'cloud', credentials: { account: { env: 'ACCOUNT' }, token: { env: 'TOKEN' } } },
};

describe('a setting', () => {
  test.each([
    ["'./a.db'", "'file:./a.db'"],
    ['"a.db"', '"file:a.db"'],
    ["':memory:'", "':memory:'"],
    ["'file:a.db'", "'file:a.db'"],
    ["'libsql://a.example'", "'libsql://a.example'"],
    ["'C:/a.db'", "'file:C:/a.db'"],
    ['process.env.FILE!', '`file:${process.env.FILE!}`'],
    ['`${folder}/a.db`', '`file:${`${folder}/a.db`}`'],
  ])('has the file %s as the URL %s', (before, after) => {
    const text = (driver: string, url: string) =>
      `export default { driver: ${driver}, credentials: { url: ${url} } } satisfies Config;\n`;
    expect(changeSettings('kit.config.ts', text("'sync'", before), toOther)).toBe(text("'other'", after));
  });

  test('is there where it was not, in the way of those around it', () => {
    const before = [
      'export default define({',
      '\tdialect: "sqlite",',
      '\tcredentials: { url: "a.db" },',
      '\tout: "./out",',
      '});',
      '',
    ];
    const after = (mark: string) => [
      'export default define({',
      '\tdialect: "sqlite",',
      '\tcredentials: {',
      `\t\taccount: process.env.ACCOUNT${mark},`,
      `\t\ttoken: process.env.TOKEN${mark},`,
      '\t},',
      '\tout: "./out",',
      '\tdriver: "cloud",',
      '});',
      '',
    ];
    expect(changeSettings('kit.config.ts', before.join('\r\n'), toCloud)).toBe(after('!').join('\r\n'));
    expect(changeSettings('kit.config.js', before.join('\n'), toCloud)).toBe(after('').join('\n'));
    expect(environmentOf(toCloud)).toEqual(['ACCOUNT', 'TOKEN']);
  });

  test.each([
    "export default { dialect: 'sqlite', driver: 'phone' };\n",
    "export default { dialect: 'postgresql', credentials: { url: 'a.db' } };\n",
    "export default { dialect, credentials: { url: 'a.db' } };\n",
  ])('stays in %s', (text) => {
    expect(changeSettings('kit.config.ts', text, toCloud)).toBe(text);
    expect(changeSettings('kit.config.ts', text, toOther)).toBe(text);
  });
});
