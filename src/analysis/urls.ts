import { ts } from '../compiler/typescript.js';
import type { UrlSchemes } from '../profiles/profile.js';
import type { AnyCall } from './called-exports.js';
import { constantUses } from './constants.js';
import { asyncScheme } from './helpers.js';
import type { LocalNames } from './local-names.js';
import type { Questions } from './questions.js';

/** The text that a database URL begins with, as it stands in the code. */
export interface UrlLiteral {
  file: ts.SourceFile;
  /** The scheme's own text. */
  range: { start: number; end: number };
  scheme: string;
}

/** Where URLs may be looked up. */
export interface UrlContext {
  ask: Questions;
  sources: readonly ts.SourceFile[];
  names(file: ts.SourceFile): LocalNames;
  mayChange: (file: ts.SourceFile) => boolean;
  /** Whether an expression is an argument that becomes the URL of an asynchronous engine. */
  takesUrl: (node: ts.Expression) => boolean;
  /** What the call makes a URL object of, if it is a call that does. */
  maker(call: AnyCall): 'url' | 'scheme' | undefined;
}

/**
 * Finds the literals that a URL begins with: several where it depends on a condition.
 * @param form whether the expression is a whole URL or its scheme alone
 * @returns `undefined` if the URL is only known when the program runs, or its text serves other purposes too
 */
export function urlLiterals(
  expression: ts.Expression,
  context: UrlContext,
  form: 'url' | 'scheme' = 'url',
): UrlLiteral[] | undefined {
  if (ts.isStringLiteralLike(expression)) return literal(expression, form);
  if (ts.isTemplateExpression(expression)) return form === 'url' ? literal(expression.head, form) : undefined;
  if (ts.isParenthesizedExpression(expression) || isPlainAssertion(expression)) {
    return urlLiterals(expression.expression, context, form);
  }
  if (ts.isConditionalExpression(expression)) {
    const whenTrue = urlLiterals(expression.whenTrue, context, form);
    const whenFalse = urlLiterals(expression.whenFalse, context, form);
    return whenTrue && whenFalse && [...whenTrue, ...whenFalse];
  }
  if (ts.isBinaryExpression(expression)) {
    const joins = expression.operatorToken.kind === ts.SyntaxKind.PlusToken && form === 'url';
    return joins ? urlLiterals(expression.left, context, form) : undefined;
  }
  if (ts.isCallExpression(expression)) {
    const [first] = expression.arguments;
    const maker = context.maker(expression);
    return maker && first && urlLiterals(first, context, maker);
  }
  if (ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression)) {
    const found = constantUses(expression, context);
    const { mayChange, takesUrl } = context;
    if (!found || !mayChange(found.initializer.getSourceFile())) return undefined;
    if (!found.uses.every((use) => mayChange(use.getSourceFile()) && takesUrl(use))) return undefined;
    return urlLiterals(found.initializer, context, form);
  }
  return undefined;
}

/** The scheme that takes a literal's place; `undefined` where it stays as it is. */
export function newScheme(
  { scheme }: UrlLiteral,
  schemes: UrlSchemes,
  drivers: Readonly<Record<string, string>>,
): string | undefined {
  const family = familyOf(scheme, schemes);
  const replacement = family === undefined ? scheme : asyncScheme(schemes, drivers, family);
  return replacement === scheme ? undefined : replacement;
}

/** The family a synchronous scheme belongs to. */
export function familyOf(scheme: string, schemes: UrlSchemes): string | undefined {
  return Object.hasOwn(schemes.families, scheme) ? schemes.families[scheme] : undefined;
}

/** `x as const` and `x as string` say no more of a URL than that it is one. */
function isPlainAssertion(node: ts.Expression): node is ts.AsExpression {
  return ts.isAsExpression(node) && (ts.isConstTypeReference(node.type) || isString(node.type));
}

function isString(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.StringKeyword;
}

function literal(
  node: ts.StringLiteralLike | ts.TemplateHead,
  form: 'url' | 'scheme',
): UrlLiteral[] | undefined {
  const end = form === 'scheme' ? node.text.length : node.text.indexOf(':');
  if (end < 0) return undefined;
  const file = node.getSourceFile();
  const start = node.getStart(file) + 1;
  const scheme = node.text.slice(0, end);
  // An escape in it would make the offsets wrong.
  if (!file.text.startsWith(scheme, start)) return undefined;
  return [{ file, range: { start, end: start + end }, scheme }];
}
