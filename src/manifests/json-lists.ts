import { parseTree, type Node } from 'jsonc-parser';
import { listsPackages, namesPackage, type ListedName } from './listed-names.js';
import { separatorOf, surroundings } from './surroundings.js';

/** Finds where lists in a JSON text, with or without comments, name a package. */
export function findInJson(text: string, name: string): ListedName[] {
  const tree = parseTree(text);
  const found: ListedName[] = [];
  const visit = (node: Node, lists: boolean): void => {
    const { children = [] } = node;
    if (node.type === 'array') {
      for (const [index, one] of children.entries()) {
        if (lists && one.type === 'string' && namesPackage(String(one.value), name))
          found.push(placeOf(text, node, index));
        else visit(one, lists);
      }
    }
    if (node.type !== 'object') return;
    for (const [index, property] of children.entries()) {
      const [key, value] = property.children ?? [];
      if (!key || !value) continue;
      if (lists && key.value === name) found.push(placeOf(text, node, index));
      visit(value, listsPackages(String(key.value)));
    }
  };
  if (tree) visit(tree, false);
  return found;
}

function placeOf(text: string, list: Node, index: number): ListedName {
  const ranges = (list.children ?? []).map(({ offset, length }) => ({ start: offset, end: offset + length }));
  const separator = separatorOf(text, list.offset + 1, ranges);
  return { ...surroundings(text, ranges, index), separator };
}
