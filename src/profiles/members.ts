/** Symbols of a type's members, as profiles name them. @param type the type's own symbol, `node:sqlite#DatabaseSync` */
export function members(type: string, names: readonly string[]): string[] {
  return names.map((member) => `${type}.${member}`);
}

/** What a target lacks of a type's members, each with what to do instead, as `lacks` of a profile has it. */
export function lacking(type: string, instead: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(instead).map(([member, what]) => [`${type}.${member}`, what]));
}
