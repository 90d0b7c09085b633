import type { Range, StepOf } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import { annotationOf, membersOf, type ConstructorLayout } from './class-layout.js';
import type { FileContext } from './context.js';
import { valueAssignment } from './factory-words.js';
import { present } from './present.js';
import { type Node, type NodeOf, ranged } from './tree.js';

type Parts = MergeEdit['parts'];

/** A class that gets a factory, and all that is known about its text. */
export interface FactoryPlace {
  step: StepOf<'async-factory'>;
  node: NodeOf<'ClassDeclaration'>;
  layout: ConstructorLayout | undefined;
  /** The initial values that leave their fields. */
  holes: readonly { name: string; value: Parts[number] }[];
  context: FileContext;
}

/** The constructor that is left; nothing where none is needed. */
export function constructorParts(place: FactoryPlace): Parts {
  const { step, layout } = place;
  const given = step.body.filter((part) => typeof part === 'string');
  if (!layout && 'superClass' in place.node && place.node.superClass) return [];
  if (!step.typed && step.kept.length + step.body.length === 0) return [];
  const access = step.typed ? `${step.access === 'protected' ? 'protected' : 'private'} ` : '';
  const kept = step.kept.map((at) => rangeOf(present(layout?.parameters[at])));
  const added = given.map((name) => valueParameter(name, place));
  const open = step.kept.some((at) => mayBeLeftOut(present(layout?.parameters[at])));
  const list = open
    ? [...added, ...kept.map((range) => [range])]
    : [...kept.map((range) => [range]), ...added];
  return [
    `${access}constructor(`,
    ...listed(list, place),
    ') ',
    ...blockParts(constructorBody(place), place),
  ];
}

/** The factory, in the constructor's place. */
export function factoryParts(place: FactoryPlace): Parts {
  const { step, layout } = place;
  const signatures = layout?.signatures ?? [];
  const returns = step.typed ? `: Promise<${className(place)}${typeArguments(place)}>` : '';
  const access = step.typed && step.access !== 'public' ? `${step.access} ` : '';
  const head = (async: string): Parts => [
    `${access}static ${async}${step.name}`,
    ...typeParameters(place),
    '(',
  ];
  const overloads = signatures.slice(0, -1).flatMap(({ list }, at): Parts => {
    const next = present(signatures[at + 1]);
    const rest = [
      { start: list.end, end: list.end + 1 },
      returns,
      { start: list.end + 1, end: next.range.start },
    ];
    return [...head(''), { start: list.start, end: list.end }, ...rest];
  });
  const implementation = signatures.at(-1);
  const list = implementation ? plainParameters(implementation.list, place) : [];
  return [...overloads, ...head('async '), ...list, `)${returns} `, ...blockParts(factoryBody(place), place)];
}

/** What the factory does: the initial values of fields, what the constructor did, and making the object. */
function factoryBody(place: FactoryPlace): Line[] {
  const { step, holes, context } = place;
  const { self, construct } = step;
  const made = `new ${className(place)}${typeArguments(place)}(${argumentsOf(place)})${context.semicolon}`;
  const fields = holes.map(({ name, value }): Line => {
    const target = construct === 'first' ? [`${self}.${name}`] : variable(name, place);
    return { parts: [...target, ' = ', value, context.semicolon] };
  });
  const lines = [...fields, ...step.moved.map((at) => movedLine(at, place))];
  if (construct === 'last') return [...lines, { parts: [`return ${made}`] }];
  const [first, last] = [`const ${self} = ${made}`, `return ${self}${context.semicolon}`];
  return [{ parts: [first] }, ...lines, { parts: [last] }];
}

/** A statement as it was, or, where it set a field, with a variable in the field's place. */
function movedLine(at: number, place: FactoryPlace): Line {
  const layout = present(place.layout);
  const zone = present(layout.zones[at]);
  const statement = present(layout.statements[at]);
  const assignment = valueAssignment(statement, place.step);
  if (!assignment) return { parts: [zone], zone };
  const before = { start: zone.start, end: statement.start };
  const rest = { start: assignment.value.start, end: zone.end };
  return { parts: [before, ...variable(assignment.name, place), ' = ', rest], zone };
}

/** The declaration of the factory's own variable for a field. */
function variable(name: string, place: FactoryPlace): Parts {
  return ['const ', ...valueParameter(name, place)];
}

function constructorBody({ step, layout, context }: FactoryPlace): Line[] {
  return step.body.map((part): Line => {
    if (typeof part === 'string')
      return { parts: [`this.${part} = ${localOf(part, step)}${context.semicolon}`] };
    const zone = present(layout?.zones[part]);
    return { parts: [zone], zone };
  });
}

/** A statement of a block; `zone`: the lines of the text it keeps, if it comes from there. */
interface Line {
  parts: Parts;
  zone?: Range;
}

/** A block of statements, each on lines of its own. What has whole lines in the text keeps them. */
function blockParts(lines: readonly Line[], { layout, node, context }: FactoryPlace): Parts {
  const member = layout?.range.start ?? ranged(present(node.body.body[0])).start;
  const outer = context.indentAt(member);
  if (lines.length === 0) return ['{}'];
  const { eol, indentUnit } = context;
  const inner = lines.flatMap(({ parts, zone }, at): Parts => {
    if (!zone || !layout?.onLines) return [`${outer}${indentUnit}`, ...parts, eol];
    const [first, ...rest] = parts;
    // A blank line that separated it from what stood before has nothing to separate here.
    const range = first as Range;
    const blank = at === 0 ? (/^(?:[ \t]*\r?\n)*/.exec(context.text.slice(range.start))?.[0].length ?? 0) : 0;
    return [{ start: range.start + blank, end: range.end }, ...rest];
  });
  return [`{${eol}`, ...inner, `${outer}}`];
}

/** The parameters of the constructor that is left: on lines of their own if they were. */
function listed(items: readonly Parts[], { layout, context }: FactoryPlace): Parts {
  const first = layout?.parameters[0];
  if (!first || !context.startsLine(first.start) || items.length === 0) return joined(items, ', ');
  const line = `${context.eol}${context.indentAt(first.start)}`;
  const outer = context.indentAt(layout.range.start);
  const rest = layout.parameters.at(-1)?.type === 'RestElement';
  const list = present(layout.signatures.at(-1)).list;
  const comma = rest || context.slice(present(context.tokenBefore(list.end))) === ',' ? ',' : '';
  return [line, ...joined(items, `,${line}`), `${comma}${context.eol}${outer}`];
}

function joined(list: readonly Parts[], separator: string): Parts {
  return list.flatMap((parts, at) => (at === 0 ? parts : [separator, ...parts]));
}

/** The parameters of the factory: those of the constructor without what makes fields of them. */
function plainParameters(list: Range, { layout, context }: FactoryPlace): Parts {
  const parts: Range[] = [];
  let at = list.start;
  for (const parameter of layout?.parameters ?? []) {
    if (parameter.type !== 'TSParameterProperty') continue;
    const name = ranged(parameter.parameter as Node);
    parts.push({ start: at, end: parameter.start });
    at = name.start;
  }
  return context.slice(list) === '' ? [] : [...parts, { start: at, end: list.end }];
}

function valueParameter(name: string, place: FactoryPlace): Parts {
  const { step } = place;
  const local = localOf(name, step);
  if (!step.typed) return [local];
  const type = step.values.find(({ field }) => field === name)?.type;
  if (type !== null && type !== undefined) return [`${local}: ${type}`];
  const annotation = typeOfField(name, place);
  return annotation ? [`${local}: `, annotation] : [local];
}

/** The type a field is declared with. */
export function typeOfField(name: string, { node, context }: FactoryPlace): Range | undefined {
  const field = membersOf(node).find(
    (member) => 'key' in member && context.slice(ranged(member.key as Node)) === name,
  );
  return field && annotationOf(field);
}

function argumentsOf({ step, layout }: FactoryPlace): string {
  const kept = step.kept.map((at) => argumentFor(present(layout?.parameters[at])));
  const added = step.body.filter((part) => typeof part === 'string').map((name) => localOf(name, step));
  const open = step.kept.some((at) => mayBeLeftOut(present(layout?.parameters[at])));
  return (open ? [...added, ...kept] : [...kept, ...added]).join(', ');
}

function argumentFor(parameter: Node): string {
  const inner = parameter.type === 'TSParameterProperty' ? (parameter.parameter as Node) : parameter;
  const target = inner.type === 'AssignmentPattern' ? (inner.left as Node) : inner;
  if (target.type === 'RestElement') return `...${(target.argument as unknown as { name: string }).name}`;
  return (target as unknown as { name: string }).name;
}

/** Whether nothing that has to be given may come behind a parameter. */
function mayBeLeftOut(parameter: Node): boolean {
  const inner = (parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter) as Node;
  return inner.type === 'AssignmentPattern' || ('optional' in inner && inner.optional === true);
}

export function localOf(name: string, step: StepOf<'async-factory'>): string {
  return step.values.find(({ field }) => field === name)?.local ?? name;
}

function className({ node }: FactoryPlace): string {
  return (node.id as unknown as { name: string }).name;
}

function typeParameters({ node }: FactoryPlace): Parts {
  return node.typeParameters ? [rangeOf(ranged(node.typeParameters as Node))] : [];
}

function typeArguments({ node }: FactoryPlace): string {
  const list = node.typeParameters as unknown as { params: { name: string }[] } | undefined | null;
  return list ? `<${list.params.map(({ name }) => name).join(', ')}>` : '';
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}
