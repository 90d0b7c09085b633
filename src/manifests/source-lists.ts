import { ts } from '../compiler/typescript.js';
import { listsPackages, namesPackage, type ListedName } from './listed-names.js';
import { separatorOf, surroundings } from './surroundings.js';

/** Finds where lists in a configuration that is code (`vite.config.ts`, a build script) name a package. */
export function findInSource(text: string, file: string, name: string): ListedName[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: ListedName[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && listsPackages(keyOf(node))) collect(node.initializer);
    ts.forEachChild(node, visit);
  };
  const collect = (list: ts.Expression): void => {
    if (ts.isArrayLiteralExpression(list)) {
      for (const [index, element] of list.elements.entries())
        if (ts.isStringLiteralLike(element) && namesPackage(element.text, name))
          found.push(placeOf(text, list, list.elements, index));
    } else if (ts.isObjectLiteralExpression(list)) {
      for (const [index, property] of list.properties.entries())
        if (ts.isPropertyAssignment(property) && keyOf(property) === name)
          found.push(placeOf(text, list, list.properties, index));
    } else if (ts.isStringLiteralLike(list) && namesPackage(list.text, name)) {
      found.push({ start: list.getStart(), end: list.end, others: [], separator: ', ' });
    } else if (ts.isConditionalExpression(list)) {
      collect(list.whenTrue);
      collect(list.whenFalse);
    }
  };
  visit(source);
  return found;
}

function keyOf({ name }: ts.PropertyAssignment): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
}

function placeOf(
  text: string,
  list: ts.Expression,
  elements: ts.NodeArray<ts.Node>,
  index: number,
): ListedName {
  const ranges = elements.map((element) => ({ start: element.getStart(), end: element.end }));
  const separator = separatorOf(text, list.getStart() + 1, ranges);
  return { ...surroundings(text, ranges, index), separator };
}
