import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

/**
 * How statements are put into a function: as a constant's value where they use a variable as what the statements that stay
 * have found it to be, `if (!name) return;` before `greet(name)`. A declared function knows nothing of that.
 * @param list the statements that stand together, those that are moved among them
 */
export function formFor(
  moved: readonly ts.Statement[],
  list: readonly ts.Statement[],
  ask: Questions,
): 'declaration' | 'constant' {
  const [first] = moved;
  if (!first || !/tsx?$/.test(first.getSourceFile().fileName)) return 'declaration';
  const staying = list.filter((statement) => !moved.includes(statement));
  const asked = new Set(
    staying.flatMap((statement) => variablesIn(statement, ask)).map(({ symbol }) => symbol),
  );
  const isNarrowed = ({ symbol, use }: VariableUse): boolean => {
    const declared = ask.checker.getTypeOfSymbol(symbol);
    // A flag takes any answer.
    return (
      asked.has(symbol) && ask.type(use) !== declared && (declared.flags & ts.TypeFlags.BooleanLike) === 0
    );
  };
  const uses = moved.flatMap((statement) => variablesIn(statement, ask));
  return uses.some(isNarrowed) ? 'constant' : 'declaration';
}

interface VariableUse {
  symbol: ts.Symbol;
  use: ts.Identifier;
}

/** The uses of variables and parameters of the file itself in a node, other than where they are declared. */
function variablesIn(node: ts.Node, ask: Questions): VariableUse[] {
  if (ts.isIdentifier(node)) {
    const symbol = ask.localSymbol(node);
    const declaration = symbol?.valueDeclaration;
    const isVariable =
      declaration !== undefined &&
      (ts.isVariableDeclaration(declaration) ||
        ts.isParameter(declaration) ||
        ts.isBindingElement(declaration));
    const isUse =
      isVariable && declaration.name !== node && declaration.getSourceFile() === node.getSourceFile();
    return symbol && isUse ? [{ symbol, use: node }] : [];
  }
  const found: VariableUse[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...variablesIn(child, ask));
  });
  return found;
}
