import { ts } from '../compiler/typescript.js';
import { callableOf, type Callable } from './callables.js';
import { constituents, isGeneric, typeArguments, type Questions } from './questions.js';

/** Whose a callable is. */
export interface Ownership {
  /** Whether a node belongs to a library or to the language. */
  isExternal: (node: ts.Node) => boolean;
  /** Whether a callable is one of a profile's. */
  isSeed: (callable: Callable) => boolean;
  /** Whether a file declares one of a profile's callables. */
  declaresSeeds: (file: ts.SourceFile) => boolean;
}

/** How deep types are looked into: what lies deeper is a type that holds ever more of itself. */
export const deepest = 8;

/** One look into a type. */
interface Look {
  readonly seen: Set<ts.Type>;
  /** What was passed where it was too deep to look further: it is not looked into again. */
  readonly passed: Set<ts.Type>;
  cutOff: boolean;
}

/** Tells types that carry callables which can turn async. What is certain of a type is kept for every file. */
export class Carriers {
  readonly #ask: Questions;
  readonly #whose: Ownership;
  readonly #known = new Map<ts.Type, boolean>();

  constructor(ask: Questions, whose: Ownership) {
    this.#ask = ask;
    this.#whose = whose;
  }

  /** How one file asks whether values of a type are, or hold, callables that can turn async. */
  forOneFile(): (type: ts.Type) => boolean {
    const passed = new Set<ts.Type>();
    return (type) => {
      const look = { seen: new Set<ts.Type>(), passed, cutOff: false };
      const found = this.#holds(type, look, 0);
      // Where nothing was found from here, nothing is to be found from what was seen on the way; the reverse need not be so.
      if (!found)
        for (const one of look.seen)
          if (look.cutOff) passed.add(one);
          else this.#known.set(one, false);
      return found;
    };
  }

  canTurnAsync(callable: Callable): boolean {
    return !this.#whose.isExternal(callable) || this.#whose.isSeed(callable);
  }

  #holds(type: ts.Type, look: Look, depth: number): boolean {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    if (look.passed.has(type) || depth > deepest) look.cutOff = true;
    if (look.seen.has(type) || look.passed.has(type) || depth > deepest) return false;
    look.seen.add(type);
    const { checker } = this.#ask;
    const holds = (one: ts.Type) => this.#holds(one, look, depth + 1);
    const found =
      this.#turns(type) ||
      constituents(type).some((part) => {
        const members = checker.getPropertiesOfType(isGeneric(part) ? part.target : part);
        if (members.some((member) => this.#memberTurns(member))) return true;
        const own = members.filter((member) => this.#isOwn(member));
        const made = part.getConstructSignatures().map((signature) => signature.getReturnType());
        return (
          [...typeArguments(part, checker), ...made].some(holds) ||
          own.some((member) => holds(checker.getTypeOfSymbol(member)))
        );
      });
    if (found) this.#known.set(type, true);
    return found;
  }

  #turns(type: ts.Type): boolean {
    return this.#ask.callables(type).some((callable) => this.canTurnAsync(callable));
  }

  /** A method is called through its declarations, so its type need not be worked out. */
  #memberTurns(member: ts.Symbol): boolean {
    const { declarations = [] } = member;
    const isMethod = (member.flags & ts.SymbolFlags.Method) !== 0 && declarations.length > 0;
    if (isMethod && declarations.every(isMethodDeclared))
      return declarations.some((one) => this.canTurnAsync(callableOf(one)));
    return this.#turns(this.#ask.checker.getTypeOfSymbol(member));
  }

  /** Whether a member may hold what can turn async: what a library's holds is the library's, or is among what it is given. */
  #isOwn(member: ts.Symbol): boolean {
    const file = member.declarations?.[0]?.getSourceFile();
    return file !== undefined && (!this.#whose.isExternal(file) || this.#whose.declaresSeeds(file));
  }
}

function isMethodDeclared(node: ts.Node): node is ts.MethodSignature | ts.MethodDeclaration {
  return ts.isMethodSignature(node) || ts.isMethodDeclaration(node);
}
