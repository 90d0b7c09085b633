import { ts } from '../compiler/typescript.js';
import { constituents, type Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';
import type { TypeMeetings } from './type-meetings.js';

/** The declarations of one property that have to change together, and where it can be read. */
export interface GetterFamily {
  name: string;
  members: ReadonlySet<ts.Declaration>;
  /** Files that can hold a read: all that depend on a member's file. */
  files: ReadonlySet<ts.SourceFile>;
}

export interface FamilyContext {
  ask: Questions;
  files: SourceFiles;
  meetings: (file: ts.SourceFile) => TypeMeetings;
}

/**
 * Finds what overrides, implements or stands for a property, and what it overrides, implements or stands for.
 * @param start declarations of the property that are known to belong together
 */
export function familyOf(start: Iterable<ts.Declaration>, context: FamilyContext): GetterFamily {
  const { ask, files, meetings } = context;
  const members = new Set(start);
  const reached = new Set<ts.SourceFile>();
  const [first] = members;
  const name = (first && nameOf(first)) ?? '';
  const related: [from: readonly ts.Declaration[], to: readonly ts.Declaration[]][] = [];
  for (let size = -1; size < members.size;) {
    size = members.size;
    for (const member of members) {
      if (files.isExternal(member)) continue;
      for (const file of files.dependents(member.getSourceFile())) {
        if (reached.has(file)) continue;
        reached.add(file);
        for (const { source, target } of meetings(file).meetings) {
          const [own, other] = [propertyOf(source, name, ask), propertyOf(target, name, ask)];
          if (own.length > 0 && other.length > 0) related.push([own, other]);
        }
      }
    }
    for (const both of related) {
      const all = both.flat();
      if (all.some((declaration) => members.has(declaration))) {
        for (const declaration of all) members.add(declaration);
      }
    }
  }
  return { name, members, files: reached };
}

/** The name of a property declaration, as it is written in a read of it. */
function nameOf(declaration: ts.Declaration): string | undefined {
  const name = ts.getNameOfDeclaration(declaration);
  if (!name) return undefined;
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)
    ? name.text
    : undefined;
}

/** The declarations of a type's property. */
export function propertyOf(type: ts.Type, name: string, ask: Questions): readonly ts.Declaration[] {
  return constituents(type).flatMap(
    (part) => ask.checker.getPropertyOfType(ask.checker.getApparentType(part), name)?.declarations ?? [],
  );
}
