import type { Range } from '../../src/plan/plan.js';
import { statementsOf } from './asi.js';
import type { FileContext } from './context.js';
import { childrenOf, type Node, ranged } from './tree.js';
import { present } from './present.js';

/** How a statement takes names from a module. `member` is `const x = require('m').x`. */
export type Form = 'named' | 'default' | 'namespace' | 'member' | 'everything';

export interface ImportedName {
  /** The specifier, binding element, or declared name. */
  range: Range;
  form: Form;
  name: string;
  local: string;
  /** It says `type` itself. */
  typeOnly: boolean;
  /** `member`: the property that is read. */
  property?: Range;
}

/** One statement, or one declarator of it, that takes names from one module. */
export interface Clause {
  style: 'import' | 'export' | 'require' | 'import-equals';
  statement: Node;
  /** The statement itself, or the one declarator that this is about. */
  part: Node;
  module: string;
  /** The module's name with its quotes. */
  source: Range;
  /** The statement says `type`. */
  typeOnly: boolean;
  names: ImportedName[];
  /** From `{` to behind `}`. */
  braces?: Range;
}

/** Everything in the file that takes names from a module, in source order. */
export function clausesOf(context: FileContext): Clause[] {
  return context.tree.nodes.flatMap((node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return moduleClause(node, context);
      case 'TSImportEqualsDeclaration':
        return equalsClause(node);
      case 'VariableDeclaration':
        return node.declarations.flatMap((one) => requireClause(node, ranged(one as Node), context));
      default:
        return [];
    }
  });
}

/** The statements next to a clause, itself among them. */
export function siblingsOf(clause: Clause, context: FileContext): Node[] {
  const list = context.tree.parent(clause.statement);
  return list ? statementsOf(list) : [];
}

function moduleClause(node: Node, context: FileContext): Clause[] {
  const { source, importKind, exportKind } = node as {
    source?: Literal | null;
    importKind?: string;
    exportKind?: string;
  };
  if (!source) return [];
  const style = node.type === 'ImportDeclaration' ? 'import' : 'export';
  const typeOnly = (importKind ?? exportKind) === 'type';
  const { specifiers = [] } = node as { specifiers?: Node[] };
  const everything = node.type === 'ExportAllDeclaration';
  const names = everything ? [wholeModule(node)] : specifiers.map(nameOf);
  return [
    {
      style,
      statement: node,
      part: node,
      module: source.value,
      source,
      typeOnly,
      names,
      ...bracesIn(node, source, context),
    },
  ];
}

type Literal = Range & { value: string };

function bracesIn(node: Node, source: Range, context: FileContext): { braces?: Range } {
  // Import attributes come behind the source and have braces of their own.
  const head = { start: node.start, end: source.start };
  const [open, close] = [context.token(head, '{'), context.token(head, '}')];
  return open && close ? { braces: { start: open.start, end: close.end } } : {};
}

function wholeModule({ start, end }: Range): ImportedName {
  return { range: { start, end }, form: 'everything', name: '*', local: '*', typeOnly: false };
}

function nameOf(specifier: Node): ImportedName {
  const { type, start, end } = specifier;
  const { local, imported, exported, importKind, exportKind } = specifier as unknown as Record<
    string,
    unknown
  >;
  const [own, other] = [textOf(local), textOf(imported ?? exported)];
  const typeOnly = (importKind ?? exportKind) === 'type';
  const range = { start, end };
  switch (type) {
    case 'ImportDefaultSpecifier':
      return { range, form: 'default', name: 'default', local: own, typeOnly };
    case 'ImportNamespaceSpecifier':
      return { range, form: 'namespace', name: '*', local: own, typeOnly };
    case 'ExportNamespaceSpecifier':
      return { range, form: 'namespace', name: '*', local: other, typeOnly };
    case 'ExportSpecifier':
      return { range, form: 'named', name: own, local: other, typeOnly };
    default:
      return { range, form: 'named', name: other, local: own, typeOnly };
  }
}

/** An identifier's name, or the string that stands in for one: `import { "a-b" as c }`. */
function textOf(node: unknown): string {
  const { name, value } = (node ?? {}) as { name?: string; value?: string };
  return name ?? value ?? '';
}

function equalsClause(node: Node): Clause[] {
  const { id, moduleReference } = node as unknown as { id: Node; moduleReference: Node };
  if (moduleReference.type !== 'TSExternalModuleReference') return [];
  const source = moduleReference.expression as unknown as Literal;
  const name = {
    range: nameRange(id),
    form: 'namespace' as const,
    name: '*',
    local: textOf(id),
    typeOnly: false,
  };
  return [
    {
      style: 'import-equals',
      statement: node,
      part: node,
      module: source.value,
      source,
      typeOnly: false,
      names: [name],
    },
  ];
}

/** `const … = require('m')`, `… = require('m').name` and `… = await import('m')`. */
function requireClause(statement: Node, declarator: Node, context: FileContext): Clause[] {
  const { id, init } = declarator as unknown as { id: Node; init?: Node | null };
  const found = init && loaded(init);
  if (!found) return [];
  const { source, property } = found;
  const clause = {
    style: 'require' as const,
    statement: withExport(statement, context),
    part: declarator,
    module: source.value,
    source,
    typeOnly: false,
  };
  if (id.type === 'Identifier') {
    const range = nameRange(id);
    const local = id.name;
    const name: ImportedName = property
      ? {
          range,
          form: 'member',
          name: textOf(property),
          local,
          typeOnly: false,
          property: { start: property.start, end: property.end },
        }
      : { range, form: 'namespace', name: '*', local, typeOnly: false };
    return [{ ...clause, names: [name] }];
  }
  if (id.type !== 'ObjectPattern' || property) return [];
  const names = childrenOf(id)
    .filter(({ type }) => type === 'ObjectProperty')
    .map(bindingName);
  return [
    {
      ...clause,
      names,
      braces: { start: id.start, end: context.token(id, ':') ? patternEnd(id, context) : id.end },
    },
  ];
}

/** A pattern's range may include a type annotation behind its `}`. */
function patternEnd(pattern: Node, context: FileContext): number {
  const { typeAnnotation } = pattern as { typeAnnotation?: Range | null };
  return typeAnnotation ? present(context.tokenBefore(typeAnnotation.start)).end : pattern.end;
}

function withExport(statement: Node, context: FileContext): Node {
  const parent = context.tree.parent(statement);
  return parent?.type === 'ExportNamedDeclaration' ? parent : statement;
}

function bindingName(element: Node): ImportedName {
  const { key, value } = element as unknown as { key: Node; value: Node };
  const target = value.type === 'AssignmentPattern' ? (value.left as Node) : value;
  const range = { start: element.start, end: element.end };
  return { range, form: 'named', name: textOf(key), local: textOf(target), typeOnly: false };
}

/** The name alone, without a type annotation behind it. */
function nameRange(id: Node): Range {
  return { start: id.start, end: id.start + textOf(id).length };
}

function loaded(init: Node): { source: Literal; property?: Node } | undefined {
  if (init.type === 'AwaitExpression' || init.type === 'ParenthesizedExpression') {
    const inner = (init.type === 'AwaitExpression' ? init.argument : init.expression) as Node;
    return loaded(inner);
  }
  if (init.type === 'MemberExpression' && !init.computed) {
    const found = loaded(init.object as Node);
    return found && !found.property ? { ...found, property: init.property as Node } : undefined;
  }
  if (init.type === 'ImportExpression') return literal((init as unknown as { source: Node }).source);
  if (init.type !== 'CallExpression' || init.arguments.length !== 1) return undefined;
  const callee = init.callee as Node;
  const loads = callee.type === 'Import' || (callee.type === 'Identifier' && callee.name === 'require');
  return loads ? literal(init.arguments[0] as Node) : undefined;
}

function literal(node: Node): { source: Literal } | undefined {
  return node.type === 'StringLiteral' ? { source: node } : undefined;
}
