import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allFindings } from '../../bench/real/findings.js';
import { page } from '../../bench/real/page.js';

describe('docs/real-repositories.md', () => {
  it('says what was found', () => {
    expect(readFileSync('docs/real-repositories.md', 'utf8')).toBe(page(allFindings()));
  });
});
