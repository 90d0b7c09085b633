import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeSource, encodeSource, readSource } from '../../src/project/source.js';
import { Workspace } from './workspace.js';

describe('readSource', () => {
  test.each([
    ['plain', 'const a = 1;\n'],
    ['line ends of Windows', 'a;\r\nb;\r\n'],
    ['mixed line ends, none at the end', 'a;\r\nb;\nc'],
    ['a byte order mark', '\uFEFFa;\n'],
    ['a byte order mark and another character like it', '\uFEFF\uFEFFa;\n'],
    ['characters beyond the basic plane', '"😀ä";\n'],
    ['nothing', ''],
  ])('%s: comes back byte for byte', (_, content) => {
    const bytes = Buffer.from(content);
    const source = decodeSource(bytes);
    if (!source.ok) throw new Error(source.message);
    expect(source.bom).toBe(content.startsWith('\uFEFF'));
    expect(source.text).toBe(source.bom ? content.slice(1) : content);
    expect(encodeSource(source.text, source.bom).equals(bytes)).toBe(true);
  });

  test.each([
    ['little-endian with a mark', Buffer.from('\uFEFFlet a;', 'utf16le')],
    ['big-endian with a mark', Buffer.from('\uFEFFlet a;', 'utf16le').swap16()],
    ['little-endian without', Buffer.from('let a;', 'utf16le')],
    ['big-endian without', Buffer.from('let a;', 'utf16le').swap16()],
  ])('UTF-16, %s, is refused', (_, bytes) => {
    expect(decodeSource(bytes)).toEqual({
      ok: false,
      message: 'The file is UTF-16. Save it as UTF-8, or leave it out with .asyncshiftignore.',
    });
  });

  test('bytes that are not UTF-8 are refused with their line', () => {
    const latin1 = Buffer.from('// first\n// für\n', 'latin1');
    expect(decodeSource(latin1)).toEqual({
      ok: false,
      message:
        'The file is not valid UTF-8 (first in line 2). Save it as UTF-8, or leave it out with .asyncshiftignore.',
    });
  });

  test('a folder named like a file and a missing file are refused', () => {
    using workspace = new Workspace();
    mkdirSync(workspace.path('a.ts'));
    const reason = (name: string) => {
      const source = readSource(workspace.path(name));
      return source.ok ? 'read' : source.message;
    };
    expect(reason('a.ts')).toBe(
      'The file cannot be read: it is a folder, not a file. Make it readable, or leave it out with .asyncshiftignore.',
    );
    expect(reason('b.ts')).toBe(
      'The file cannot be read: it does not exist. Make it readable, or leave it out with .asyncshiftignore.',
    );
  });
});
