import { ts } from '../compiler/typescript.js';
import {
  fieldAssignment,
  fieldNamed,
  hasModifier,
  isInArrow,
  ownNodes,
  parametersIn,
  parametersWrittenIn,
  usesDeclaredIn,
  type ClassParts,
} from './class-parts.js';
import {
  keptRefusal,
  memberName,
  movedFields,
  propertyParameters,
  type FactoryForm,
  type FormContext,
} from './factory-form.js';
import { isAssigned } from './write-targets.js';

/**
 * The form in which the factory makes the object first: what comes before the first await stays with the constructor, the
 * rest is done to the object. Everything happens in the order it did.
 */
export function constructFirst(parts: ClassParts, context: FormContext): FactoryForm | string {
  const { ask, awaits } = context;
  const { statements, fields } = parts;
  const firstField = fields.findIndex((field) => field.initializer && awaits(field.initializer));
  const values = firstField < 0 ? [] : movedFields(parts, firstField, (name) => name, context);
  if (typeof values === 'string') return values;
  const firstAwait = statements.findIndex(awaits);
  const latest = values.length > 0 ? parts.superAt + 1 : firstAwait < 0 ? statements.length : firstAwait;
  if (latest <= parts.superAt) return 'what it gives to `super` does I/O';
  const split = [latest, parts.superAt + 1].find((at) => isClean(parts, at, context));
  if (split === undefined) return 'its parts share variables';
  const [body, moved] = [statements.slice(0, split), statements.slice(split)];
  if (moved.some((statement) => [...ownNodes(statement)].some(isSuperAccess))) return 'it uses `super`';
  const unsettable =
    settingRefusal(parts, moved) ?? values.map(({ field }) => readonlyRefusal(field)).find(Boolean);
  if (unsettable !== undefined) return unsettable;
  const used = parametersIn(body, parts.parameters, ask);
  const always = propertyParameters(parts);
  const kept = parts.parameters.filter((parameter) => used.has(parameter) || always.includes(parameter));
  const refusal = keptRefusal(kept, ask);
  if (refusal !== undefined) return refusal;
  const readonly = moved.flatMap((statement) => readonlyFieldsSet(parts, statement));
  const set = new Set(body.map((statement) => fieldAssignment(statement)?.name));
  const late = fields.filter((field) => {
    if (values.some((value) => value.field === field)) return true;
    return isUnset(field, ask) && !set.has(memberName(field));
  });
  const definite = parts.typescript && context.rules.strict ? late : [];
  return { construct: 'first', kept, body, movedFields: values, moved, definite, readonly, locals: [] };
}

/** Whether the statements before and behind a place share no variables that either changes or declares. */
function isClean({ statements, parameters }: ClassParts, at: number, { ask }: FormContext): boolean {
  const [before, behind] = [statements.slice(0, at), statements.slice(at)];
  // Where the constructor returns early, what comes behind would happen all the same.
  if (behind.length > 0 && before.some((statement) => returnsFrom(statement))) return false;
  if (usesDeclaredIn(before, behind, ask) || usesDeclaredIn(behind, before, ask)) return false;
  const written = parametersWrittenIn(statements, parameters, ask);
  const [used, usedBehind] = [parametersIn(before, parameters, ask), parametersIn(behind, parameters, ask)];
  return ![...written].some((parameter) => used.has(parameter) && usedBehind.has(parameter));
}

function returnsFrom(statement: ts.Statement): boolean {
  return [...ownNodes(statement)].some((node) => ts.isReturnStatement(node) && !isInArrow(node, statement));
}

/** Why moved statements cannot set a field they set, if so: only a constructor may set what is readonly. */
function settingRefusal(parts: ClassParts, moved: readonly ts.Statement[]): string | undefined {
  for (const statement of moved) {
    for (const node of ownNodes(statement)) {
      const name = isAssigned(node) ? fieldNamed(node) : undefined;
      if (name === undefined || !parts.typescript) continue;
      const field = parts.fields.find((one) => memberName(one) === name);
      const parameter = propertyParameters(parts).find((one) => one.name.getText() === name);
      const refusal = isSettable(node) ? undefined : readonlyRefusal(field ?? parameter);
      if (refusal !== undefined) return refusal;
      if (field && !field.type && !field.initializer) return `the field \`${name}\` needs a declared type`;
    }
  }
  return undefined;
}

/** The readonly fields that a statement sets, in statements of their own. */
function readonlyFieldsSet(parts: ClassParts, statement: ts.Statement): string[] {
  if (!parts.typescript) return [];
  return [...ownNodes(statement)].flatMap((node) => {
    const name = isSettable(node) ? fieldNamed(node) : undefined;
    const parameters = propertyParameters(parts).filter((one) => one.name.getText() === name);
    const declared = [...parts.fields.filter((one) => memberName(one) === name), ...parameters];
    return name !== undefined && declared.some((one) => readonlyRefusal(one)) ? [name] : [];
  });
}

/**
 * Whether a field can be set though it is readonly, by `Object.assign`: in a statement of its own, to a value that is what
 * it is without the field's type around it.
 */
function isSettable(field: ts.Node): boolean {
  const { parent } = field;
  if (!ts.isBinaryExpression(parent) || parent.left !== field) return false;
  if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isExpressionStatement(parent.parent))
    return false;
  const { right } = parent;
  const isPlain =
    ts.isNewExpression(right) ||
    ts.isCallExpression(right) ||
    ts.isIdentifier(right) ||
    ts.isPropertyAccessExpression(right) ||
    ts.isLiteralExpression(right);
  return isPlain && !(ts.isPropertyAccessExpression(field) && ts.isPrivateIdentifier(field.name));
}

function readonlyRefusal(
  field: ts.PropertyDeclaration | ts.ParameterDeclaration | undefined,
): string | undefined {
  if (!field || !hasModifier(field, ts.SyntaxKind.ReadonlyKeyword)) return undefined;
  return `only a constructor can set the readonly field \`${field.name.getText()}\``;
}

/** Whether the compiler wants the constructor to set a field. */
function isUnset(field: ts.PropertyDeclaration, ask: FormContext['ask']): boolean {
  if (field.initializer ?? field.questionToken ?? field.exclamationToken) return false;
  if (hasModifier(field, ts.SyntaxKind.DeclareKeyword) || hasModifier(field, ts.SyntaxKind.AbstractKeyword)) {
    return false;
  }
  const type = ask.type(field);
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Undefined;
  return !(type.isUnion() ? type.types : [type]).some(({ flags }) => flags & open);
}

function isSuperAccess(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.SuperKeyword;
}
