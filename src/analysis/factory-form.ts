import { ts } from '../compiler/typescript.js';
import {
  hasModifier,
  isParameterProperty,
  isStableField,
  ownNodes,
  type ClassParts,
  isInArrow,
} from './class-parts.js';
import { isConstant, isStable } from './inert.js';
import type { Questions } from './questions.js';
import { nameableType } from './type-names.js';

/** A field whose value the factory works out. `local` is the factory's own name for it. */
export interface FieldValue {
  name: string;
  local: string;
  /** The declared type, or one in words; none in JavaScript. */
  type: ts.TypeNode | string | undefined;
}

/** An initial value that moves from a field into the factory. */
export interface MovedField extends FieldValue {
  field: ts.PropertyDeclaration & { initializer: ts.Expression };
}

/**
 * How a class is taken apart into a constructor and an async factory. `first`: the factory makes the object, then does the
 * rest on it. `last`: the factory works out the values, then makes the object of them.
 */
export interface FactoryForm {
  construct: 'first' | 'last';
  /** Parameters the constructor still takes. */
  kept: readonly ts.ParameterDeclaration[];
  /** What the constructor still does, in order. */
  body: readonly (ts.Statement | FieldValue)[];
  /** What the factory does, in order: field values before statements. */
  movedFields: readonly MovedField[];
  moved: readonly ts.Statement[];
  /** Fields that get their value behind the constructor's back. */
  definite: readonly ts.PropertyDeclaration[];
  /** Readonly fields that the factory sets. */
  readonly: readonly string[];
  /** What reads of `this.…` in moved code become. */
  locals: readonly { property: string; name: string }[];
}

/** What the compiler's options say of fields. */
export interface FieldRules {
  /** Whether the constructor has to set them. */
  strict: boolean;
  /** Whether they are there, in their order, before the first of them gets a value. */
  defined: boolean;
}

export function fieldRules(options: ts.CompilerOptions): FieldRules {
  const { target = ts.ScriptTarget.Latest } = options;
  return {
    strict: options.strictPropertyInitialization ?? options.strict ?? true,
    defined: options.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
  };
}

export interface FormContext {
  ask: Questions;
  /** Whether something in a node is going to be awaited. */
  awaits: (node: ts.Node) => boolean;
  rules: FieldRules;
  freeName: (near: ts.Node, proposed: string) => string;
  /** Whether a type of this name goes by another name after the change. */
  isMoved: (symbol: ts.Symbol) => boolean;
}

/** What no form can do. */
export function formRefusal({
  node: own,
  statements,
  implementation,
  fields,
}: ClassParts): string | undefined {
  if (ts.getDecorators(own)?.length) return 'the class has a decorator';
  if (hasModifier(own, ts.SyntaxKind.AbstractKeyword)) return 'the class is abstract';
  for (const field of fields) {
    if (ts.getDecorators(field)?.length) return `the field \`${field.name.getText()}\` has a decorator`;
  }
  for (const parameter of implementation?.parameters ?? []) {
    if (ts.getDecorators(parameter)?.length) return 'a parameter of the constructor has a decorator';
    if (ts.isIdentifier(parameter.name) && parameter.name.text === 'this') return 'it declares its `this`';
  }
  for (const statement of statements) {
    for (const node of ownNodes(statement)) {
      if (ts.isMetaProperty(node)) return 'it asks for `new.target`';
      if (ts.isIdentifier(node) && node.text === 'arguments') return 'it uses `arguments`';
      if (node.kind === ts.SyntaxKind.ThisType) return 'it speaks of the type `this`';
      if (ts.isReturnStatement(node) && node.expression && !isInArrow(node, statement))
        return 'it returns a value';
      if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0) {
        return 'it closes a resource when it ends';
      }
    }
  }
  return undefined;
}

/** Why the constructor cannot go on taking some parameters that the factory passes on, if so. */
export function keptRefusal(kept: Iterable<ts.ParameterDeclaration>, ask: Questions): string | undefined {
  for (const { name, initializer } of kept) {
    if (!ts.isIdentifier(name)) return 'a parameter that the constructor itself needs is taken apart';
    if (initializer && !isStable(initializer, (used) => isConstant(used, ask))) {
      return `the default of \`${name.text}\` would be worked out twice`;
    }
  }
  return undefined;
}

/** The parameters that become fields, in any case. */
export function propertyParameters({ parameters }: ClassParts): ts.ParameterDeclaration[] {
  return parameters.filter(isParameterProperty);
}

/**
 * The initial values that move into the factory, or why they cannot. Those that stay are functions, literals and empty
 * collections, so they do not mind coming before.
 */
export function movedFields(
  parts: ClassParts,
  from: number,
  localName: (field: string) => string,
  context: FormContext,
): MovedField[] | string {
  const moved: MovedField[] = [];
  const fields = parts.fields.slice(from);
  for (const field of fields) {
    if (isStableField(field, context.ask)) continue;
    const name = memberName(field);
    if (name === undefined) return 'the name of a field is worked out at run time';
    const type = field.type ?? nameableType(field, context);
    if (parts.typescript && type === undefined) return `the field \`${name}\` needs a declared type`;
    if (hasModifier(field, ts.SyntaxKind.AccessorKeyword)) return `\`${name}\` is an accessor`;
    moved.push({ field: field as MovedField['field'], name, local: localName(name), type });
  }
  if (moved.length > 0 && !context.rules.defined && parts.fields.some((field) => isKept(field, moved))) {
    return 'the order of its fields would change';
  }
  return moved;
}

function isKept(field: ts.PropertyDeclaration, moved: readonly MovedField[]): boolean {
  return field.initializer !== undefined && !moved.some((one) => one.field === field);
}

export function memberName({ name }: ts.PropertyDeclaration): string | undefined {
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? name.text : undefined;
}
