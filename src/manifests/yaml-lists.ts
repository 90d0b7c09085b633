import { isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { listsPackages, namesPackage, type ListedName } from './listed-names.js';
import { surroundings } from './surroundings.js';

/** Finds where lists in a YAML text (`pnpm-workspace.yaml`, `electron-builder.yml`) name a package. */
export function findInYaml(text: string, name: string): ListedName[] {
  const found: ListedName[] = [];
  const collect = (list: unknown): void => {
    if (isSeq(list)) {
      for (const [index, item] of list.items.entries())
        if (isScalar(item) && namesPackage(String(item.value), name)) found.push(placeOf(text, list, index));
    } else if (isMap(list)) {
      for (const [index, { key }] of list.items.entries())
        if (isScalar(key) && key.value === name) found.push(placeOf(text, list, index));
    }
  };
  visit(parseDocument(text), {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && listsPackages(String(key.value))) collect(value);
    },
  });
  return found;
}

function placeOf(text: string, list: YAMLSeq | YAMLMap, index: number): ListedName {
  const ranges = list.items.map((item) => rangeOf(item));
  const place = surroundings(text, ranges, index);
  if (list.flow) return { ...place, separator: ', ' };
  const column = place.start - (text.lastIndexOf('\n', place.start - 1) + 1);
  const dash = isSeq(list) ? (/-\s*$/.exec(text.slice(0, place.start))?.[0] ?? '- ') : '';
  return { ...place, separator: `\n${' '.repeat(column - dash.length)}${dash}` };
}

/** The range of an item: of a scalar with its quotes, of a pair from its key to the end of its value. */
function rangeOf(item: unknown): { start: number; end: number } {
  if (isScalar(item)) return { start: item.range?.[0] ?? 0, end: item.range?.[1] ?? 0 };
  const { key, value } = item as { key: unknown; value: unknown };
  const start = rangeOf(key);
  return { start: start.start, end: isScalar(value) ? rangeOf(value).end : start.end };
}
