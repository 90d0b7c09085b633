import { ts } from '../compiler/typescript.js';
import type { Profile } from '../profiles/profile.js';
import { isLoad } from './module-loads.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';

interface ComputedLoadContext {
  profiles: readonly Profile[];
  ask: Questions;
  plan: PlanBuilder;
  leavesAlone: (node: ts.Node) => boolean;
}

/** A load whose argument begins with something other than a text, or goes on after one. */
const computed = /\b(?:import|require)\s*\((?:\s|\/\*.*?\*\/)*(?:[\w$(]|(["'`])[^"'`\n]*\1\s*[+])/;

/**
 * Tells of a library that is loaded by a name which stands elsewhere: `import(driver)`, where `driver` is a constant. What is
 * made of it is not followed, and would stay as it is without a word.
 */
export function planComputedLoads(
  files: Iterable<ts.SourceFile>,
  { profiles, ask, plan, leavesAlone }: ComputedLoadContext,
): void {
  const owners = new Map(
    profiles.flatMap((profile) =>
      profile.modules
        .filter((module) => changes(module, profile))
        .map((module) => [module, profile.name] as const),
    ),
  );
  const visit = (node: ts.Node): void => {
    if (isLoad(node) && !leavesAlone(node)) tell(node);
    ts.forEachChild(node, visit);
  };
  const tell = (call: ts.CallExpression): void => {
    const [name] = call.arguments;
    if (!name || ts.isStringLiteralLike(name)) return;
    for (const entry of textsOf(name, ask)) {
      const profile = owners.get(entry);
      if (profile === undefined) continue;
      const message = `${excerpt(call)} loads ${entry} by a name that stands elsewhere, so what is done with it is not visible; write the name into the call, and run again`;
      plan.wall('AS214', call, message, { profile, entry }, true);
      return;
    }
  };
  for (const file of files) if (computed.test(file.text)) visit(file);
}

/** Whether a profile has something of a module changed: of another it does not matter how it is loaded. */
function changes(module: string, { asyncCalls, adapters = [], becomes = {} }: Profile): boolean {
  return (
    asyncCalls.some((call) => call.startsWith(`${module}#`)) ||
    adapters.some(({ modules }) => modules.includes(module)) ||
    becomes[module] !== undefined
  );
}

/** The texts that an expression may be, as far as they are written down: in constants, sums and choices. */
function textsOf(node: ts.Expression, ask: Questions, seen: readonly ts.Node[] = []): readonly string[] {
  if (seen.includes(node)) return [];
  const inside = (other: ts.Expression): readonly string[] => textsOf(other, ask, [...seen, node]);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return inside(node.expression);
  if (ts.isConditionalExpression(node)) return [...inside(node.whenTrue), ...inside(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const ends = inside(node.right);
    return inside(node.left).flatMap((start) => ends.map((end) => start + end));
  }
  const declaration = ts.isIdentifier(node) ? ask.symbol(node)?.valueDeclaration : undefined;
  const isConstant =
    declaration &&
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant && declaration.initializer ? inside(declaration.initializer) : [];
}
