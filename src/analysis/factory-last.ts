import { ts } from '../compiler/typescript.js';
import {
  fieldAssignment,
  fieldNamed,
  hasModifier,
  identifiersIn,
  isInArrow,
  isStableField,
  ownNodes,
  parameterOf,
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
  type FieldValue,
  type FormContext,
} from './factory-form.js';
import { isConstant, isStable } from './inert.js';
import { isAssigned } from './write-targets.js';

/**
 * The form in which the factory works out all values and then makes the object of them, so that readonly fields stay so.
 * It takes that nothing before the last await needs the object, and that what stays with the constructor does not mind
 * coming later.
 */
export function constructLast(parts: ClassParts, context: FormContext): FactoryForm | string {
  if (parts.extended) return 'it extends another class';
  const last = parts.statements.findLastIndex(context.awaits);
  const first = formEndingAt(parts, last + 1, context);
  if (typeof first !== 'string' || last + 1 === parts.statements.length) return first;
  const whole = formEndingAt(parts, parts.statements.length, context);
  return typeof whole === 'string' ? first : whole;
}

function formEndingAt(parts: ClassParts, end: number, context: FormContext): FactoryForm | string {
  const { ask } = context;
  const { statements, parameters } = parts;
  const localName = localNames(parts, context);
  const fields = movedFields(parts, 0, localName, context);
  if (typeof fields === 'string') return fields;
  const kept = parts.fields.filter((field) => !fields.some((one) => one.field === field));
  if (kept.some((field) => !isStableField(field, ask)))
    return 'a field starts with a value worked out at run time';

  const body: (ts.Statement | FieldValue)[] = [...fields];
  const moved: ts.Statement[] = [];
  const values = new Map<string, FieldValue>(fields.map((field) => [field.name, field]));
  const written = parametersWrittenIn(statements, parameters, ask);
  const isFixed = (name: ts.Identifier) => {
    const parameter = parameterOf(name, parameters, ask);
    return parameter ? !written.has(parameter) : isConstant(name, ask);
  };
  const early = statements.slice(0, end);
  const late = statements.slice(end);
  for (const statement of early) {
    const assignment = fieldAssignment(statement);
    if (!assignment) {
      moved.push(statement);
      continue;
    }
    const { name, value } = assignment;
    const isRead = early.some((one) => readsOf(name, one) > (one === statement ? 1 : 0));
    const others = early.filter((one) => one !== statement);
    const stays = isStable(value, isFixed) && !usesDeclaredIn([statement], others, ask);
    if (stays && !isRead && !context.awaits(statement)) {
      body.push(statement);
      continue;
    }
    const made = valueFor(name, parts, localName);
    if (typeof made === 'string') return made;
    if (values.has(name)) return `the field \`${name}\` is set twice`;
    values.set(name, made);
    body.push(made);
    moved.push(statement);
  }
  body.push(...late);
  const rest = body.filter((part): part is ts.Statement => !('local' in part));
  if (usesDeclaredIn(rest, moved, ask) || usesDeclaredIn(moved, rest, ask))
    return 'its parts share variables';
  const refusal = thisRefusal(parts, fields, moved, values);
  if (refusal !== undefined) return refusal;

  const always = propertyParameters(parts);
  const changed = parametersWrittenIn(early, parameters, ask);
  if (always.some((parameter) => changed.has(parameter)))
    return 'a parameter that becomes a field is changed';
  const movedUse = parametersIn(moved, parameters, ask);
  const staysChange = parametersWrittenIn(rest, parameters, ask);
  if ([...staysChange].some((parameter) => movedUse.has(parameter))) return 'its parts share a parameter';
  const used = parametersIn(rest, parameters, ask);
  const keptParameters = parameters.filter((parameter) => used.has(parameter) || always.includes(parameter));
  if (keptParameters.some(({ dotDotDotToken }) => dotDotDotToken))
    return 'the constructor needs its rest parameter';
  const keeping = keptRefusal(keptParameters, ask);
  if (keeping !== undefined) return keeping;
  const locals = [
    ...always.map(({ name }) => ({ property: name.getText(), name: name.getText() })),
    ...[...values.values()].map(({ name, local }) => ({ property: name, name: local })),
  ];
  return {
    construct: 'last',
    kept: keptParameters,
    body,
    movedFields: fields,
    moved,
    definite: [],
    readonly: [],
    locals,
  };
}

/** How often a statement says `this.f`. */
function readsOf(field: string, statement: ts.Statement): number {
  return [...ownNodes(statement)].filter((node) => fieldNamed(node) === field).length;
}

function valueFor(name: string, parts: ClassParts, localName: (name: string) => string): FieldValue | string {
  const field = parts.fields.find((one) => memberName(one) === name);
  if (!field && parts.typescript) return `\`${name}\` is no field of the class itself`;
  if (field && hasModifier(field, ts.SyntaxKind.AccessorKeyword)) return `\`${name}\` is an accessor`;
  if (isAccessor(name, parts)) return `\`${name}\` is an accessor`;
  if (parts.typescript && !field?.type) return `the field \`${name}\` needs a declared type`;
  return { name, local: localName(name), type: field?.type };
}

function isAccessor(name: string, { node }: ClassParts): boolean {
  return node.members.some(
    (member) =>
      ts.isSetAccessor(member) && !ts.isComputedPropertyName(member.name) && member.name.text === name,
  );
}

/** Why moved code cannot do without the object, if so. What it may read of it has names of its own in the factory. */
function thisRefusal(
  parts: ClassParts,
  fields: FactoryForm['movedFields'],
  moved: readonly ts.Statement[],
  values: ReadonlyMap<string, FieldValue>,
): string | undefined {
  const known = new Set(propertyParameters(parts).map(({ name }) => name.getText()));
  for (const { field, name } of fields) {
    const refusal = needsObject(field.initializer, known);
    if (refusal !== undefined) return refusal;
    known.add(name);
  }
  for (const statement of moved) {
    const assignment = fieldAssignment(statement);
    const own = assignment && values.has(assignment.name) ? assignment : undefined;
    const refusal = needsObject(own ? own.value : statement, known);
    if (refusal !== undefined) return refusal;
    if (own) known.add(own.name);
    if ([...ownNodes(statement)].some((node) => ts.isReturnStatement(node) && !isInArrow(node, statement))) {
      return 'it may return early';
    }
  }
  return undefined;
}

function needsObject(within: ts.Node, known: ReadonlySet<string>): string | undefined {
  for (const node of ownNodes(within)) {
    if (node.kind === ts.SyntaxKind.SuperKeyword) return 'it uses `super`';
    if (node.kind !== ts.SyntaxKind.ThisKeyword) continue;
    const access = node.parent;
    const name = fieldNamed(access);
    if (name === undefined || !known.has(name)) return 'it needs the object before its values are there';
    const called = ts.isCallExpression(access.parent) && access.parent.expression === access;
    if (called || isAssigned(access) || isInArrow(node, within)) {
      return `it does more with \`this.${name}\` than reading it`;
    }
  }
  return undefined;
}

/** Names for the factory's variables: the field's own where nothing in the constructor or the fields has that name. */
function localNames(parts: ClassParts, { freeName }: FormContext): (field: string) => string {
  const nodes = [...(parts.implementation ? [parts.implementation] : []), ...parts.fields];
  const taken = new Set(
    identifiersIn(nodes)
      .filter(isOwnName)
      .map(({ text }) => text),
  );
  const given = new Map<string, string>();
  return (field) => {
    const plain = field.replace(/^#/, '');
    const known = given.get(field);
    if (known !== undefined) return known;
    const local = taken.has(plain) || isReserved(plain) ? freeName(parts.node, `${plain}Value`) : plain;
    given.set(field, local);
    taken.add(local);
    return local;
  };
}

/** Whether an identifier is a name by itself, rather than that of a property. */
function isOwnName(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== name;
  return !((ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name === name);
}

/** `default`, `delete`, `await`: a field may be called so, a variable may not. */
function isReserved(name: string): boolean {
  const kind = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, name).scan();
  const reserved = kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastFutureReservedWord;
  return reserved || kind === ts.SyntaxKind.AwaitKeyword;
}
