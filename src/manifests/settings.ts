import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { PackageNeed } from '../plan/plan.js';
import { separatorOf } from './surroundings.js';

/** What a tool's configuration has to say otherwise. */
export type SettingRule = NonNullable<PackageNeed['settings']>[number];

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Changes what a configuration that is code says, in each object that says what a rule is for. */
export function changeSettings(file: string, text: string, rule: SettingRule): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && says(node, rule.where)) {
      for (const [name, value] of Object.entries(rule.sets))
        edits.push(setting(node, name, textOf(value, node, /ts$/.test(path.extname(file)))));
      const url = rule.fileUrl && fileUrl(node, ...rule.fileUrl);
      if (url) edits.push(url);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, text: by }) => changed.slice(0, start) + by + changed.slice(end), text);
}

/** The variables of the environment that a rule has a configuration read. */
export function environmentOf({ sets }: SettingRule): string[] {
  return Object.values(sets).flatMap((value) =>
    typeof value === 'string' ? [] : Object.values(value).map(({ env }) => env),
  );
}

function says(object: ts.ObjectLiteralExpression, where: SettingRule['where']): boolean {
  return Object.entries(where).every(([name, wanted]) => {
    const value = property(object, name)?.initializer;
    if (wanted === null) return value === undefined;
    return value !== undefined && ts.isStringLiteralLike(value) && value.text === wanted;
  });
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find(({ name: key }) => (ts.isIdentifier(key) || ts.isStringLiteralLike(key)) && key.text === name);
}

/** A property with another value, or one more behind the others. */
function setting(object: ts.ObjectLiteralExpression, name: string, value: string): Edit {
  const there = property(object, name)?.initializer;
  if (there) return { start: there.getStart(), end: there.end, text: value };
  const ranges = object.properties.map((one) => ({ start: one.getStart(), end: one.end }));
  const end = ranges.at(-1)?.end ?? object.getStart() + 1;
  const separator = separatorOf(object.getSourceFile().text, object.getStart() + 1, ranges);
  return { start: end, end, text: `${separator}${name}: ${value}` };
}

function textOf(
  value: SettingRule['sets'][string],
  near: ts.ObjectLiteralExpression,
  isTyped: boolean,
): string {
  if (typeof value === 'string') return quoted(value, near);
  const properties = Object.entries(value).map(
    ([name, { env }]) => `${name}: process.env.${env}${isTyped ? '!' : ''}`,
  );
  const { text } = near.getSourceFile();
  const ranges = near.properties.map((one) => ({ start: one.getStart(), end: one.end }));
  const line = /\r?\n[ \t]*$/.exec(separatorOf(text, near.getStart() + 1, ranges))?.[0];
  if (line === undefined) return `{ ${properties.join(', ')} }`;
  const indent = line.includes('\t') ? '\t' : '  ';
  return `{${properties.map((one) => `${line}${indent}${one},`).join('')}${line}}`;
}

/** The edit that makes a path of a file a URL: any URL and a database in memory stay. */
function fileUrl(object: ts.ObjectLiteralExpression, outer: string, inner: string): Edit | undefined {
  const within = property(object, outer)?.initializer;
  const value =
    within && ts.isObjectLiteralExpression(within) ? property(within, inner)?.initializer : undefined;
  if (!value) return undefined;
  const [start, end] = [value.getStart(), value.end];
  if (!ts.isStringLiteralLike(value)) return { start, end, text: `\`file:\${${value.getText()}}\`` };
  if (/^:memory:$|^[\w+.-]{2,}:/.test(value.text)) return undefined;
  return { start: start + 1, end: start + 1, text: 'file:' };
}

/** A text in the quotes that the object has. */
function quoted(text: string, { properties }: ts.ObjectLiteralExpression): string {
  const values = properties.filter(ts.isPropertyAssignment).map(({ initializer }) => initializer);
  const mark = values.find(ts.isStringLiteral)?.getText()[0] ?? "'";
  return `${mark}${text}${mark}`;
}
