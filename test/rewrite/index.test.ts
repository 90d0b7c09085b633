import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../src/plan/plan.js';
import { rewrite } from '../../src/rewrite/index.js';

const TEXTS: Record<string, string> = {
  'a.ts': 'session.commit();\n',
  'b.ts': 'session.flush();\n',
};
const read = (file: string) => {
  const text = TEXTS[file];
  if (text === undefined) throw new Error(`${file} cannot be read`);
  return text;
};

function step(id: number, file: string, start: number, end: number): Step {
  return {
    id,
    kind: 'await',
    file,
    range: { start, end },
    safety: 'safe',
    because: { profile: 'test', entry: 'test' },
    reason: 'test',
  };
}

function plan(steps: Step[], more: Partial<Plan> = {}): Plan {
  const files = Object.fromEntries(
    Object.entries(TEXTS).map(([file, text]) => [file, createHash('sha256').update(text).digest('hex')]),
  );
  return { version: 1, root: '/', files, steps, newFiles: [], walls: [], hazards: [], notes: [], ...more };
}

describe('rewrite', () => {
  it('returns the files that change, with the text before and after, and new files', () => {
    const newFiles = [{ file: 'c.ts', text: 'export {};\n', reason: 'helpers' }];
    expect(rewrite(plan([step(0, 'a.ts', 0, 16)], { newFiles }), read)).toEqual({
      files: [
        { file: 'a.ts', before: TEXTS['a.ts'], after: 'await session.commit();\n' },
        { file: 'c.ts', before: '', after: 'export {};\n' },
      ],
      failures: [],
    });
  });

  it('leaves out files whose steps change nothing', () => {
    const texts = (file: string) => (file === 'd.ts' ? 'await x();\n' : read(file));
    expect(rewrite(plan([step(0, 'd.ts', 6, 9)]), texts)).toEqual({ files: [], failures: [] });
  });

  it('refuses one file and rewrites the others', () => {
    const outcome = rewrite(plan([step(0, 'a.ts', 0, 5), step(1, 'b.ts', 0, 15)]), read);
    expect(outcome).toEqual({
      files: [{ file: 'b.ts', before: TEXTS['b.ts'], after: 'await session.flush();\n' }],
      failures: [{ file: 'a.ts', message: 'line 1, column 1: expected an expression, found `sessi`' }],
    });
  });

  it('refuses a file that has changed since it was analysed', () => {
    const files = { 'a.ts': createHash('sha256').update('other').digest('hex') };
    expect(rewrite(plan([step(0, 'a.ts', 0, 16)], { files }), read).failures).toEqual([
      { file: 'a.ts', message: 'has changed since it was analysed; run the analysis again' },
    ]);
  });

  it('names a file that cannot be read', () => {
    expect(rewrite(plan([step(0, 'gone.ts', 0, 1)]), read).failures).toEqual([
      { file: 'gone.ts', message: 'gone.ts cannot be read' },
    ]);
  });

  it('changes text without reading syntax where steps need none', () => {
    const replaceText: Step = { ...step(0, 'x.ts', 3, 6), kind: 'replace-text', text: 'new' };
    const unreadable = () => '@@ old @@\n';
    expect(rewrite(plan([replaceText]), unreadable).files).toEqual([
      { file: 'x.ts', before: '@@ old @@\n', after: '@@ new @@\n' },
    ]);
  });

  it('keeps every other byte: mixed line ends, tabs, trailing blanks, odd characters', () => {
    const text = '// é😀\r\n\tconst a\t=  f( ).x ;   \n\n\r\nlet b\u2028 = 1';
    const start = text.indexOf('f( )');
    const { files } = rewrite(plan([step(0, 'odd.ts', start, start + 4)]), () => text);
    expect(files[0]?.after).toBe(text.replace('f( )', '(await f( ))'));
  });
});
