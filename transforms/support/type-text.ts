import type { Range } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import { parse } from './parser.js';
import { childrenOf, type Node } from './tree.js';

/** What wrapping a type has to know of it. Ranges are the file's. */
export interface TypeText {
  /** It is a promise as a whole. */
  isPromise: boolean;
  isAwaited: boolean;
  /** `value is Type` or `asserts value`. */
  isPredicate: boolean;
  /** It would swallow a `| …` written behind it: a function, constructor or conditional type. */
  isLoose: boolean;
  /** The members of the union, or the type itself; for a promise also what it resolves to. */
  members: { text: Range; promised?: Range }[];
}

const PREFIX = 'type T =\n';

/**
 * Reads the type in a range by itself, so that neither the rest of the file nor, in a comment, the comment matters.
 * What TypeScript cannot read (JSDoc's `?User`) is one opaque member.
 */
export function readType(range: Range, context: FileContext): TypeText {
  const source = context.slice(range);
  const type = parseType(source);
  const isPredicate = /^(asserts\s+[\w$]+(\s|$)|[\w$]+\s+is\s)/.test(source);
  if (!type)
    return { isPromise: false, isAwaited: false, isPredicate, isLoose: false, members: [{ text: range }] };
  const toFile = ({ start, end }: Range) => ({
    start: start - PREFIX.length + range.start,
    end: end - PREFIX.length + range.start,
  });
  const bare = inner(type);
  const members = bare.type === 'TSUnionType' ? childrenOf(bare) : [type];
  return {
    isPromise: isReferenceTo(bare, /^Promise(Like)?$/),
    isAwaited: isReferenceTo(bare, /^Awaited$/),
    isPredicate,
    isLoose: /^TS(Function|Constructor|Conditional|Infer)Type$/.test(type.type),
    members: members.map((member) => {
      const promised = isReferenceTo(inner(member), /^Promise(Like)?$/)
        ? argumentOf(inner(member))
        : undefined;
      return { text: toFile(member), ...(promised && { promised: toFile(promised) }) };
    }),
  };
}

function parseType(source: string): Node | undefined {
  const outcome = parse('type.ts', `${PREFIX}${source}\n;`);
  if (!outcome.ok || outcome.complaints.length > 0) return undefined;
  const [statement, ...others] = outcome.file.program.body;
  if (statement?.type !== 'TSTypeAliasDeclaration' || others.some(({ type }) => type !== 'EmptyStatement'))
    return undefined;
  return statement.typeAnnotation as Node;
}

function inner(type: Node): Node {
  return type.type === 'TSParenthesizedType' ? inner(type.typeAnnotation as Node) : type;
}

function isReferenceTo(type: Node, name: RegExp): boolean {
  return (
    type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && name.test(type.typeName.name)
  );
}

function argumentOf(reference: Node): Node | undefined {
  const list = childrenOf(reference).find(({ type }) => type === 'TSTypeParameterInstantiation');
  return list && childrenOf(list)[0];
}
