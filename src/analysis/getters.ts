import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { advice } from './advice.js';
import { destructuring } from './destructuring.js';
import { isAssignedTo, isAwaited, isWritten, place } from './expression-places.js';
import { familyOf, type GetterFamily } from './getter-family.js';
import { givesPromise, isMember, memberRefusal, typeOfMember, type MemberContext } from './getter-members.js';
import { usesOf, type GetterRead } from './getter-reads.js';
import type { Obstacle } from './obstacles.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import { typeMeetings, type TypeMeetings } from './type-meetings.js';
import type { UntypedReader } from './untyped-facts.js';

/** What the conversion of getters needs to know, and what it asks propagation to do. */
export interface GetterContext extends MemberContext {
  plan: PlanBuilder;
  /** Whether an element of a pattern is read through another property. */
  lazyRead: (node: ts.Node) => unknown;
  freeName: (near: ts.Node, proposed: string) => string;
  awaitExpression: (node: ts.Expression, cause: Cause, reason: string, also?: (id: number) => void) => void;
  grant: (node: ts.Node, cause: Cause, act: () => number) => void;
  /** The reads of untyped values, known so far, that can reach a property's declaration. */
  untypedReadsOf: (property: ts.Declaration) => readonly UntypedReader[];
}

/** How the reads of a getter that is a method now are called. */
interface Conversion {
  step: Cause;
  promised: boolean;
  /** The reads of untyped values that are calls now. */
  untyped: Set<UntypedReader>;
}

interface Settled {
  family: GetterFamily;
  reads: readonly GetterRead[];
  refusal: Obstacle | undefined;
}

/**
 * Turns getters that do I/O into methods: the getter, everything it overrides or implements or that stands for it, and
 * every read, which becomes an awaited call.
 */
export class Getters {
  readonly #context: GetterContext;
  readonly #settled = new Map<ts.Declaration, Settled>();
  readonly #converted = new Map<GetterFamily, Conversion>();
  readonly #meetings = new Map<ts.SourceFile, TypeMeetings>();

  constructor(context: GetterContext) {
    this.#context = context;
  }

  /** Why a getter cannot become a method, if so. */
  obstacle(getter: ts.GetAccessorDeclaration): Obstacle | undefined {
    return this.#of(getter).refusal;
  }

  /** Plans the methods that a getter and its family become, and the calls that its reads become. */
  convert(getter: ts.GetAccessorDeclaration, cause: Cause): void {
    const { family, reads } = this.#of(getter);
    const { plan, ask } = this.#context;
    if (this.#converted.has(family)) return;
    const promised = givesPromise(getter, ask);
    const reason = `${family.name} does I/O, so it becomes a method that returns a promise`;
    let step = cause;
    for (const member of family.members) {
      if (!isMember(member)) continue;
      const file = member.getSourceFile();
      const why = { because: cause, reason };
      const id = plan.step('getter-to-method', file, rangeOf(member), why, {});
      if (member === getter) step = { step: id };
      const type = typeOfMember(member);
      if (type && !givesPromise(member, ask)) {
        plan.step('wrap-type', file, rangeOf(type), why, { wrapper: 'promise' });
      }
    }
    this.#converted.set(family, { step, promised, untyped: new Set() });
    for (const read of reads) {
      if (ts.isBindingElement(read)) this.#takeApart(read, step);
      else this.#call(read, step, promised);
    }
    for (const member of family.members) {
      for (const read of this.#context.untypedReadsOf(member)) this.readUntyped(member, read);
    }
  }

  /** Makes a read of an untyped value a call, where it can be that of a getter which is a method now. */
  readUntyped(property: ts.Declaration, read: UntypedReader): void {
    const settled = this.#settled.get(property);
    const conversion = settled && this.#converted.get(settled.family);
    if (!conversion || conversion.untyped.has(read)) return;
    if (!ts.isBindingElement(read) && (isWritten(read) || isAssignedTo(read))) return;
    conversion.untyped.add(read);
    if (!ts.isBindingElement(read)) this.#call(read, conversion.step, conversion.promised);
    else if (conversion.promised || !this.#takeApart(read, conversion.step)) {
      const message = `\`${settled.family.name}\` may be a method now, and cannot be called where it is taken apart; read it in a statement of its own`;
      this.#context.plan.wall('AS214', read, message, conversion.step, true);
    }
  }

  #of(getter: ts.GetAccessorDeclaration): Settled {
    const known = this.#settled.get(getter);
    if (known) return known;
    const { ask } = this.#context;
    const meetings = (file: ts.SourceFile) => this.#meetingsOf(file);
    const context = { ...this.#context, meetings };
    let family = familyOf(declarationsOf(getter), context);
    let uses = usesOf(family, ask, meetings);
    while (uses.strangers.length > 0) {
      family = familyOf([...family.members, ...uses.strangers], context);
      uses = usesOf(family, ask, meetings);
    }
    const settled = { family, reads: uses.reads, refusal: this.#refusal(family, uses) };
    for (const member of family.members) this.#settled.set(member, settled);
    return settled;
  }

  #refusal(family: GetterFamily, uses: ReturnType<typeof usesOf>): Obstacle | undefined {
    const { ask, mayChange } = this.#context;
    const refuse = (why: string) => ({ code: 'AS202' as const, message: `${why}; ${advice.AS202}` });
    for (const member of family.members) {
      const why = memberRefusal(member, family.name, this.#context);
      if (why !== undefined) return refuse(why);
    }
    const [other] = uses.others;
    if (other) return refuse(`${other.what} (${place(other.node)})`);
    const copied = this.#copied(family);
    if (copied) return refuse(`the object is copied or handed on with its properties (${place(copied)})`);
    for (const read of uses.reads) {
      if (!mayChange(read.getSourceFile()))
        return refuse(`it is read outside the given paths (${place(read)})`);
      if (!ts.isBindingElement(read)) continue;
      const isRead = (element: ts.BindingElement) => uses.reads.includes(element);
      const foreign = read.parent.elements.some(
        (element) => ts.isBindingElement(element) && this.#context.lazyRead(element) !== undefined,
      );
      if (foreign || !destructuring(read, isRead, ask, (name) => name)) {
        return refuse(`it is destructured where nothing can be awaited (${place(read)})`);
      }
    }
    const promises = new Set([...family.members].filter(isMember).map((member) => givesPromise(member, ask)));
    if (promises.size > 1) return refuse('one of its forms gives a promise and another does not');
    return promises.has(true) && uses.reads.some(ts.isBindingElement)
      ? refuse('the promise it gives is destructured')
      : undefined;
  }

  /** Where an object literal with one of the getters is copied, or given to a library that may read all it has. */
  #copied(family: GetterFamily): ts.Node | undefined {
    if (![...family.members].some((member) => ts.isObjectLiteralExpression(member.parent))) return undefined;
    const { ask, files } = this.#context;
    const has = (node: ts.Node) => {
      const declarations = ask.type(node).getProperty(family.name)?.declarations;
      return declarations?.some((declaration) => family.members.has(declaration)) ?? false;
    };
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (ts.isSpreadAssignment(node) && has(node.expression)) return node;
      if (ts.isForInStatement(node) && has(node.expression)) return node.expression;
      if (ts.isCallExpression(node) && !ask.targets(node).some((target) => !files.isExternal(target))) {
        const given = node.arguments.find((argument) => has(argument));
        if (given) return given;
      }
      return ts.forEachChild(node, visit);
    };
    for (const file of family.files) {
      const found = visit(file);
      if (found) return found;
    }
    return undefined;
  }

  #call(read: Exclude<GetterRead, ts.BindingElement>, cause: Cause, promised: boolean): void {
    const { plan, awaitExpression } = this.#context;
    const reason = `${excerpt(read)} is a call now`;
    const call = (because: Cause) =>
      plan.step('call', read.getSourceFile(), rangeOf(read), { because, reason }, {});
    if (promised || isAwaited(read)) call(cause);
    else {
      awaitExpression(read, cause, `${excerpt(read)} does I/O`, (step) => {
        call({ step });
      });
    }
  }

  /** Plans statements that call what a pattern takes. @returns whether statements can say it */
  #takeApart(read: ts.BindingElement, cause: Cause): boolean {
    const { ask, plan, freeName, grant } = this.#context;
    const file = read.getSourceFile();
    const isRead = (element: ts.BindingElement) => element === read;
    const planned = this.#plannedAt(read);
    const found = destructuring(read, isRead, ask, (name) => (planned ? name : freeName(read, name)));
    if (!found) return false;
    const reads = found.details.reads.map((one) => ({ ...one, call: true }));
    if (planned) {
      planned.reads.push(...reads);
      planned.reads.sort((a, b) => a.element.start - b.element.start);
      return true;
    }
    const why = { because: cause, reason: `${place(read)} ${excerpt(read)} does I/O` };
    if (found.kind === 'statement') {
      const details = { ...found.details, through: null, reads };
      grant(found.node, cause, () => plan.step('destructure-read', file, rangeOf(found.node), why, details));
    } else {
      const details = { ...found.details, through: null, reads };
      grant(found.body, cause, () =>
        plan.step('destructure-parameter', file, rangeOf(found.node), why, details),
      );
    }
    return true;
  }

  /** The step that already takes the same pattern apart for another getter. */
  #plannedAt(read: ts.BindingElement) {
    const { plan } = this.#context;
    const file = read.getSourceFile();
    const statement = read.parent.parent.parent.parent;
    const step =
      plan.planned('destructure-parameter', file, rangeOf(read.parent)) ??
      plan.planned('destructure-read', file, rangeOf(statement));
    return step?.kind === 'destructure-parameter' || step?.kind === 'destructure-read' ? step : undefined;
  }

  #meetingsOf(file: ts.SourceFile): TypeMeetings {
    const known = this.#meetings.get(file) ?? typeMeetings(file, this.#context.ask);
    this.#meetings.set(file, known);
    return known;
  }
}

function declarationsOf(getter: ts.GetAccessorDeclaration): readonly ts.Declaration[] {
  return (getter as { symbol?: ts.Symbol }).symbol?.declarations ?? [getter];
}
