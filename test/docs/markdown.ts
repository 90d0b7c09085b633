import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';

/** A fenced block of code in a page. */
export interface CodeBlock {
  /** `ts`, `sh`, … */
  language: string;
  /** With a line break at its end. */
  text: string;
  /** 1-based line of the opening fence, for messages. */
  line: number;
  /** The headings it stands under, the outermost first. */
  headings: readonly string[];
}

/** A page of the documentation, taken apart. */
export interface Page {
  /** Relative to the repository. */
  file: string;
  text: string;
  headings: readonly { level: number; title: string }[];
  blocks: readonly CodeBlock[];
}

/** Reads a page: its headings, and its blocks with the headings they stand under. */
export function readPage(file: string): Page {
  const text = readFileSync(path.join(packageRoot, file), 'utf8');
  const headings: { level: number; title: string }[] = [];
  const blocks: CodeBlock[] = [];
  let above: string[] = [];
  let open: CodeBlock | undefined;
  text.split('\n').forEach((line, index) => {
    if (open) {
      if (line !== '```') open.text += `${line}\n`;
      else {
        blocks.push(open);
        open = undefined;
      }
      return;
    }
    const fence = /^```(\w*)$/.exec(line);
    if (fence) open = { language: fence[1] ?? '', text: '', line: index + 1, headings: above };
    else if (line.includes('```'))
      throw new Error(`${file}:${String(index + 1)}: not a fence this test can read`);
    const heading = /^(#+) (.+)$/.exec(line);
    if (!heading) return;
    const [, marks = '', title = ''] = heading;
    headings.push({ level: marks.length, title });
    above = [...above.slice(0, marks.length - 1), title];
  });
  if (open) throw new Error(`${file}:${String(open.line)}: the block is not closed`);
  return { file, text, headings, blocks };
}

/** The blocks of a page in one language that stand under a heading, at any depth. */
export function blocksUnder(page: Page, heading: string, language?: string): CodeBlock[] {
  return page.blocks.filter(
    (block) => block.headings.includes(heading) && (language === undefined || block.language === language),
  );
}

/** The rows of the tables under a heading, cell by cell, without the head. */
export function tableRows(page: Page, heading: string): string[][] {
  const lines = page.text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`${page.file} has no heading "${heading}"`);
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  const section = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const rows = section.map((line, index) => ({ line, next: section[index + 1] ?? '' }));
  return rows
    .filter(({ line, next }) => line.startsWith('|') && !/^\| *-/.test(line) && !/^\| *-/.test(next))
    .map(({ line }) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** What a program says it prints: each comment `// → …` is a line of it. */
export function printedBy(program: string): string {
  return [...program.matchAll(/(?:^| )\/\/ → (.*)$/gm)].map(([, line = '']) => `${line}\n`).join('');
}

/** Every page of the documentation, relative to the repository. */
export function allPages(): string[] {
  const docs = readdirSync(path.join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' });
  const below = docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...below.sort()];
}
