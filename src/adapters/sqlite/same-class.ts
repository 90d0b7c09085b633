/**
 * Makes a class the same for `instanceof` in all packages that have a copy of it, as the one it stands for was.
 * @param name what it is called there, with its module
 */
export function asSameClass(copy: abstract new (...args: never[]) => object, name: string): void {
  const mark = Symbol.for(`asyncshift ${name}`);
  Object.defineProperty(copy.prototype, mark, { value: true });
  Object.defineProperty(copy, Symbol.hasInstance, {
    value(this: typeof copy, value: unknown): boolean {
      // A class that extends it has its own instances.
      const isCopy = this.prototype === copy.prototype;
      if (!isCopy) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === 'object' && value !== null && mark in value;
    },
  });
}
