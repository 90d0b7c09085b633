import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/plan/codes.js';
import { packageRoot } from '../../src/package/root.js';
import { allPages, readPage } from './markdown.js';

/** The anchor GitHub gives a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What a page's relative links lead to that is not there. */
function brokenLinks(file: string): string[] {
  const { text } = readPage(file);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^https:/.test(target)) return false;
    const [name = '', heading] = target.split('#');
    const linked = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
    if (!existsSync(path.join(packageRoot, linked))) return true;
    return heading !== undefined && !readPage(linked).headings.some(({ title }) => anchor(title) === heading);
  });
}

describe.each(allPages())('%s', (file) => {
  it('has no link that leads nowhere', () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('names only codes that exist', () => {
    const named = [...readPage(file).text.matchAll(/AS\d{3}/g)].map(([code]) => code);
    expect(named.filter((code) => !(code in codes))).toEqual([]);
  });
});
