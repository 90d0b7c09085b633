import { ts } from '../compiler/typescript.js';

/** The identifiers of one file by their text; of a JavaScript file also those in its JSDoc types. */
export class LocalNames {
  readonly #byText = new Map<string, ts.Identifier[]>();

  constructor(file: ts.SourceFile) {
    const documented = (file.flags & ts.NodeFlags.JavaScriptFile) !== 0;
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const list = this.#byText.get(node.text);
        if (list) list.push(node);
        else this.#byText.set(node.text, [node]);
      }
      if (documented) for (const comment of jsDocOf(node)) ts.forEachChild(comment, visit);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }

  uses(text: string): readonly ts.Identifier[] {
    return this.#byText.get(text) ?? [];
  }

  /** The name itself, or the name with a number, whichever the file does not use yet; it then counts as used. */
  free(name: string): string {
    let candidate = name;
    for (let number = 2; this.#byText.has(candidate); number++) candidate = `${name}${number}`;
    this.#byText.set(candidate, []);
    return candidate;
  }
}

/** Whether a variable, function or class of this name is meant somewhere in a node; `a.name` means none. */
export function usesName(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) {
    const { parent } = node;
    return node.text === name && !(ts.isPropertyAccessExpression(parent) && parent.name === node);
  }
  return ts.forEachChild(node, (child) => usesName(child, name) || undefined) ?? false;
}

/** The JSDoc comments the parser attached to a node. */
function jsDocOf(node: ts.Node): readonly ts.JSDoc[] {
  return (node as { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? [];
}

/** Whether a node stands in a comment, where only text can be replaced. */
export function isInComment(node: ts.Node): boolean {
  return (node.flags & ts.NodeFlags.JSDoc) !== 0;
}
