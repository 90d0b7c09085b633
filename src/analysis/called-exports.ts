import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';

export type AnyCall = ts.CallExpression | ts.NewExpression;

/**
 * Tells which export of a database API a call, `new` or `super(…)` runs: by the declaration it resolves to, so through
 * aliases, values handed on, and classes derived from an exported one.
 */
export class CalledExports {
  readonly #ask: Questions;
  readonly #names = new Map<ts.Node, string>();

  constructor(ask: Questions, seeds: Seeds) {
    this.#ask = ask;
    for (const [name, symbol] of seeds.exports)
      for (const declaration of symbol.declarations ?? []) this.#names.set(declaration, name);
  }

  /** The profile name of an export. */
  exportOf(symbol: ts.Symbol | undefined): string | undefined {
    const declaration = symbol?.declarations?.[0];
    return declaration && this.#names.get(declaration);
  }

  /** The export's profile name, if it is one. */
  nameOf(call: AnyCall): string | undefined {
    if (this.#names.size === 0) return undefined;
    // What the compiler makes up, such as the constructor of a class without one, may have no declaration.
    const signature = this.#ask.checker.getResolvedSignature(call);
    const declaration = signature?.declaration as ts.Node | undefined;
    if (!declaration) return undefined;
    return this.#names.get(ts.isConstructorDeclaration(declaration) ? declaration.parent : declaration);
  }
}
