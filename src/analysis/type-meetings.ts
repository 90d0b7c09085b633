import { ts } from '../compiler/typescript.js';
import { expectedTypes } from './expected-types.js';
import { constituents, isGeneric, typeArguments, type Questions } from './questions.js';

/** A value of one type comes to stand for another: read through the one, it is still the other. */
export interface Meeting {
  source: ts.Type;
  target: ts.Type;
}

/** What one file says about which types stand for which, and where properties are read by a name worked out at run time. */
export interface TypeMeetings {
  meetings: readonly Meeting[];
  dynamicReads: readonly ts.ElementAccessExpression[];
}

/** Reads a file for the places where types meet: expected types, and what classes and interfaces extend and implement. */
export function typeMeetings(file: ts.SourceFile, ask: Questions): TypeMeetings {
  const meetings: Meeting[] = [];
  const dynamicReads: ts.ElementAccessExpression[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) && node.heritageClauses) {
      meetings.push(...heritage(node, ask));
    } else if (ts.isElementAccessExpression(node) && !ts.isStringLiteralLike(node.argumentExpression)) {
      dynamicReads.push(node);
    }
    for (const target of expectedTypes(node, ask)) meetings.push({ source: ask.type(node), target });
    ts.forEachChild(node, visit);
  };
  visit(file);
  const seen = new Map<ts.Type, Set<ts.Type>>();
  return { meetings: meetings.flatMap((meeting) => [...partsOf(meeting, ask, seen)]), dynamicReads };
}

/** What a class or interface extends and implements; of a class that extends another also the static side. */
function heritage(node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, ask: Questions): Meeting[] {
  const symbol = (node as { symbol?: ts.Symbol }).symbol;
  if (!symbol) return [];
  const source = ask.checker.getDeclaredTypeOfSymbol(symbol);
  return (node.heritageClauses ?? []).flatMap(({ token, types }) =>
    types.flatMap((base) => {
      const instance = { source, target: ask.type(base) };
      if (!ts.isClassLike(node) || token !== ts.SyntaxKind.ExtendsKeyword) return [instance];
      return [instance, { source: ask.checker.getTypeOfSymbol(symbol), target: ask.type(base.expression) }];
    }),
  );
}

/** How deep types are looked into: what lies deeper is a type that holds ever more of itself. */
const deepest = 16;

/** A meeting, and those that follow for what the types hold: properties, elements of lists, results of functions. */
export function* partsOf(
  meeting: Meeting,
  ask: Questions,
  seen: Map<ts.Type, Set<ts.Type>>,
  depth = 0,
): Generator<Meeting> {
  if (meeting.source === meeting.target || depth === deepest) return;
  for (const target of constituents(meeting.target)) {
    const known = seen.get(target) ?? new Set();
    seen.set(target, known);
    for (const source of constituents(meeting.source)) {
      if (source === target || known.has(source)) continue;
      known.add(source);
      yield { source, target };
      for (const inner of heldBy(source, target, ask)) yield* partsOf(inner, ask, seen, depth + 1);
    }
  }
}

function heldBy(source: ts.Type, target: ts.Type, ask: Questions): Meeting[] {
  const found = everyPair(typeArguments(source, ask.checker), typeArguments(target, ask.checker));
  found.push(...everyPair(results(source, ask), results(target, ask)));
  if (!isGeneric(source) || !isGeneric(target)) {
    for (const property of target.getProperties()) {
      const own = source.getProperty(property.name);
      if (!own || own === property) continue;
      found.push({ source: ask.checker.getTypeOfSymbol(own), target: ask.checker.getTypeOfSymbol(property) });
    }
  }
  return found;
}

/** Which argument stands for which is not worked out: to relate too many types only makes for more care. */
function everyPair(sources: readonly ts.Type[], targets: readonly ts.Type[]): Meeting[] {
  return sources.flatMap((source) => targets.map((target) => ({ source, target })));
}

function results(type: ts.Type, ask: Questions): readonly ts.Type[] {
  return type.getCallSignatures().map((signature) => ask.checker.getReturnTypeOfSignature(signature));
}
