import { ts } from '../../compiler/typescript.js';
import { ignored } from '../callbacks/index.js';
import { resultWanted } from '../callbacks/declared-result.js';
import type { HazardContext } from './context.js';

/**
 * Tells of handlers of plain elements (`<button onClick={…}>`) that became async, where the project declares the elements
 * itself: what renders them calls the handlers, and by the project's own type for them nobody in sight does.
 */
export function planElementHandlers({ ask, files, plan, propagation, mayChange }: HazardContext): void {
  const tell = (attribute: ts.JsxAttribute, value: ts.Expression): void => {
    const given = ask.callables(ask.type(value));
    if (!given.some((callable) => propagation.asyncCallables.has(callable))) return;
    const type = ask.expectedType(value);
    const expected = type ? ask.callables(type) : [];
    // What a library declares is judged by what it says, and what is called in sight is awaited there.
    const isSeen = expected.some(
      (callable) => files.isExternal(callable) || propagation.callsOf(callable).length > 0,
    );
    if (isSeen || expected.some((callable) => resultWanted(callable, ask) === 'promise')) return;
    const { parent: attributes, name } = attribute;
    plan.hazard('AS301', value, ignored(`<${attributes.parent.tagName.getText()} ${name.getText()}>`));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && isPlain(node.parent.parent.tagName)) {
      const value = node.initializer;
      if (value && ts.isJsxExpression(value) && value.expression) tell(node, value.expression);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of propagation.facts.keys()) {
    if (file.languageVariant === ts.LanguageVariant.JSX && mayChange(file)) visit(file);
  }
}

/** Whether a tag names an element and not a component: it begins with a small letter, or is of several words. */
function isPlain(tag: ts.JsxTagNameExpression): boolean {
  return ts.isJsxNamespacedName(tag) || (ts.isIdentifier(tag) && /^[a-z]|-/.test(tag.text));
}
