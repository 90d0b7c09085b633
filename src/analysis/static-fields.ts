import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { advice } from './advice.js';
import { hasModifier, identifiersIn } from './class-parts.js';
import { memberName } from './factory-form.js';
import { isConstant, isStable } from './inert.js';
import type { Obstacle } from './obstacles.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { SourceFiles } from './source-files.js';

/** What moving the initial values of static fields needs to know, and what it asks propagation to do. */
export interface StaticFieldContext {
  ask: Questions;
  files: SourceFiles;
  plan: PlanBuilder;
  freeName: (near: ts.Node, proposed: string) => string;
  grant: (node: ts.Node, cause: Cause, act: () => number) => void;
  /** Why nothing can be awaited at a place, if so. */
  refusalAt: (node: ts.Node) => Obstacle | undefined;
}

type StaticField = ts.PropertyDeclaration & { initializer: ts.Expression };

/** Works the initial values of static fields out in statements before their class, where they can be awaited. */
export class StaticFields {
  readonly #context: StaticFieldContext;

  constructor(context: StaticFieldContext) {
    this.#context = context;
  }

  /** Why the initial value cannot be worked out before the class, if so. */
  obstacle(field: ts.PropertyDeclaration): Obstacle | undefined {
    const why = this.#refusal(field);
    return why === undefined ? undefined : { code: 'AS203', message: `${why}; ${advice.AS203}` };
  }

  /** Plans the statements before the class: for the field, and for what is worked out before it. */
  convert(field: ts.PropertyDeclaration, cause: Cause): void {
    const { plan, grant } = this.#context;
    const owner = field.parent;
    const file = owner.getSourceFile();
    const moved = [...this.#before(field).filter(isStaticField), field];
    const range = rangeOf(owner);
    const planned = plan.planned('hoist-fields', file, range);
    if (planned?.kind === 'hoist-fields') {
      const known = planned.fields.map(({ field: name }) => name);
      for (const one of moved) if (!known.includes(one.name.getText())) planned.fields.push(this.#named(one));
      const order = owner.members.map((member) => member.name?.getText());
      planned.fields.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
      return;
    }
    const why = {
      because: cause,
      reason: `${excerpt(field)} does I/O, so it is worked out before the class`,
    };
    grant(owner, cause, () => {
      const fields = moved.map((one) => this.#named(one));
      return plan.step('hoist-fields', file, range, why, { fields });
    });
  }

  #named(field: ts.PropertyDeclaration): { field: string; local: string } {
    const plain = (memberName(field) ?? '').replace(/^#/, '');
    const owner = field.parent.name?.text ?? '';
    const proposed = `${owner.charAt(0).toLowerCase()}${owner.slice(1)}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
    return { field: field.name.getText(), local: this.#context.freeName(field, proposed) };
  }

  #refusal(field: ts.PropertyDeclaration): string | undefined {
    const { ask, files, refusalAt } = this.#context;
    const owner = field.parent;
    if (!ts.isClassDeclaration(owner) || !owner.name) return 'the class has no name of its own';
    if (ts.getDecorators(owner)?.length) return 'the class has a decorator';
    const computed = owner.members.some((member) => member.name && ts.isComputedPropertyName(member.name));
    const base = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (computed || (base && !this.#isStable(base.expression))) return 'more is worked out before it';
    const symbol = ask.symbol(owner.name);
    for (const member of [...this.#before(field), field]) {
      if (!isStaticField(member)) return 'a static block comes before it';
      if (memberName(member) === undefined || ts.getDecorators(member)?.length)
        return 'a field before it has a decorator';
      const { initializer } = member;
      if (usesThis(initializer) || identifiersIn([initializer]).some((name) => ask.symbol(name) === symbol)) {
        return 'it needs the class itself';
      }
    }
    const script = ts.isSourceFile(owner.parent) && !files.topLevelAwait(owner.parent);
    return script || refusalAt(owner) ? 'the class stands where nothing can be awaited' : undefined;
  }

  /** What the class works out before a static field: other static fields, and static blocks. */
  #before(field: ts.PropertyDeclaration): ts.ClassElement[] {
    const { members } = field.parent;
    return members.slice(0, members.indexOf(field)).filter((member) => {
      if (ts.isClassStaticBlockDeclaration(member)) return true;
      return isStaticField(member) && !this.#isStable(member.initializer);
    });
  }

  #isStable(node: ts.Expression): boolean {
    return isStable(node, (name) => isConstant(name, this.#context.ask));
  }
}

function isStaticField(member: ts.ClassElement): member is StaticField {
  return (
    ts.isPropertyDeclaration(member) &&
    member.initializer !== undefined &&
    hasModifier(member, ts.SyntaxKind.StaticKeyword)
  );
}

function usesThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) return true;
  return ts.forEachChild(node, usesThis) ?? false;
}
