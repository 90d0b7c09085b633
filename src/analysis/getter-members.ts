import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

/** A declaration that can become a method: a getter, or a property that is declared and not given a value. */
export type GetterMember = ts.GetAccessorDeclaration | ts.PropertySignature | ts.PropertyDeclaration;

export interface MemberContext {
  ask: Questions;
  files: SourceFiles;
  mayChange: (file: ts.SourceFile) => boolean;
}

/** Names of members that the language reads or calls by itself. */
const languages: ReadonlySet<string> = new Set(['then', 'toString', 'valueOf', 'toJSON', 'constructor']);

/** @returns why a declaration of a property cannot become a method, if so */
export function memberRefusal(
  member: ts.Declaration,
  name: string,
  { files, mayChange }: MemberContext,
): string | undefined {
  if (files.isExternal(member)) return `\`${name}\` is also a property of a library`;
  const file = member.getSourceFile();
  if (!mayChange(file)) return `\`${name}\` is also declared outside the given paths`;
  if (languages.has(name)) return `the language itself reads \`${name}\``;
  if (!isMember(member)) return `\`${name}\` is a plain property in another place (${where(member)})`;
  if (ts.isComputedPropertyName(member.name)) return 'its name is worked out at run time';
  if (ts.canHaveDecorators(member) && ts.getDecorators(member)?.length) return 'it has a decorator';
  if (ts.getJSDocTypeTag(member)) return 'its JSDoc gives it a type as a property';
  const symbol = (member as { symbol?: ts.Symbol }).symbol;
  if (symbol?.declarations?.some(ts.isSetAccessor)) return 'it has a setter of the same name';
  return undefined;
}

export function isMember(node: ts.Declaration): node is GetterMember {
  if (ts.isGetAccessor(node)) return true;
  if (ts.isPropertySignature(node)) return node.type !== undefined && node.questionToken === undefined;
  return (
    ts.isPropertyDeclaration(node) &&
    node.type !== undefined &&
    (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false)
  );
}

/** The type a member is declared with. */
export function typeOfMember(member: GetterMember): ts.TypeNode | undefined {
  return member.type ?? (ts.isGetAccessor(member) ? ts.getJSDocReturnType(member) : undefined);
}

/** Whether reads of a member already give a promise. */
export function givesPromise(member: GetterMember, ask: Questions): boolean {
  return ask.isPromise(ask.type(member.name));
}

function where(member: ts.Declaration): string {
  const file = member.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(member.getStart());
  return `${file.fileName.split('/').pop() ?? ''}:${String(line + 1)}`;
}
