import { ts } from '../compiler/typescript.js';
import type { UrlSchemes } from '../profiles/profile.js';
import { asyncScheme } from './helpers.js';
import { LocalNames } from './imports.js';
import type { Questions } from './questions.js';

/** A scheme to replace in a literal. */
export interface SchemeEdit {
  file: ts.SourceFile;
  range: { start: number; end: number };
  text: string;
}

/** Where URLs may be looked up: the program's sources, the call rule's schemes, the drivers chosen. */
export interface UrlContext {
  ask: Questions;
  sources: readonly ts.SourceFile[];
  schemes: UrlSchemes;
  drivers: Readonly<Record<string, string>>;
  /** Whether an expression is an argument that takes a database URL. */
  takesUrl(node: ts.Expression): boolean;
}

/**
 * Finds the literals that a URL expression is made of.
 * @returns the schemes to replace, none where the URL is asynchronous already; `undefined` if the URL is only known when
 *   the program runs
 */
export function schemeEdits(expression: ts.Expression, context: UrlContext): SchemeEdit[] | undefined {
  if (ts.isStringLiteralLike(expression)) return literalEdit(expression, expression.text, context);
  if (ts.isTemplateExpression(expression)) {
    const { head } = expression;
    return head.text.includes(':') ? literalEdit(head, head.text, context) : undefined;
  }
  if (
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression)
  ) {
    return schemeEdits(expression.expression, context);
  }
  if (ts.isConditionalExpression(expression)) {
    return both(schemeEdits(expression.whenTrue, context), schemeEdits(expression.whenFalse, context));
  }
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return schemeEdits(expression.left, context);
  }
  if (ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression))
    return constantEdits(expression, context);
  return undefined;
}

function literalEdit(
  node: ts.StringLiteralLike | ts.TemplateHead,
  text: string,
  { schemes, drivers }: UrlContext,
): SchemeEdit[] | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const scheme = text.slice(0, colon);
  const family = schemes.families[scheme];
  if (family === undefined) return [];
  const start = node.getStart() + 1;
  const replacement = asyncScheme(schemes, drivers, family);
  if (replacement === scheme) return [];
  return [{ file: node.getSourceFile(), range: { start, end: start + scheme.length }, text: replacement }];
}

function both(left: SchemeEdit[] | undefined, right: SchemeEdit[] | undefined): SchemeEdit[] | undefined {
  return left && right && [...left, ...right];
}

/** A constant's own literal changes where every use of it is as a database URL; a shared one stays as it is. */
function constantEdits(
  use: ts.Identifier | ts.PropertyAccessExpression,
  context: UrlContext,
): SchemeEdit[] | undefined {
  const name = ts.isIdentifier(use) ? use : use.name;
  const symbol = context.ask.symbol(name);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !isConstant(declaration) || !declaration.initializer) return undefined;
  if (!context.sources.includes(declaration.getSourceFile())) return undefined;
  const edits = schemeEdits(declaration.initializer, context);
  return edits && usesAsUrlOnly(symbol, name.text, declaration, context) ? edits : undefined;
}

function isConstant(node: ts.Node): node is ts.VariableDeclaration | ts.PropertyAssignment {
  if (ts.isPropertyAssignment(node)) return true;
  return ts.isVariableDeclaration(node) && (node.parent.flags & ts.NodeFlags.Const) !== 0;
}

function usesAsUrlOnly(symbol: ts.Symbol, text: string, declaration: ts.Node, context: UrlContext): boolean {
  return context.sources
    .filter((file) => file.text.includes(text))
    .every((file) =>
      new LocalNames(file).uses(text).every((name) => {
        if (context.ask.symbol(name) !== symbol || name.parent === declaration) return true;
        if (ts.isImportSpecifier(name.parent) || ts.isExportSpecifier(name.parent)) return true;
        const { parent } = name;
        const value = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
        return context.takesUrl(value);
      }),
    );
}
