/** A place that names a package. */
export interface Mention {
  /** Absolute. */
  file: string;
  /** 1-based. */
  line: number;
}

/**
 * Finds the first place in texts that names a package: as a module, or as another package's module for it
 * (`drizzle-orm/better-sqlite3`). A comment that quotes the name counts: a package too many is better than one too few.
 */
export function findMention(
  texts: Iterable<readonly [file: string, text: string]>,
  name: string,
): Mention | undefined {
  for (const [file, text] of texts) {
    const at = mentionIn(text, name);
    if (at !== undefined) return { file, line: text.slice(0, at).split('\n').length };
  }
  return undefined;
}

/** Where a text names a package, as a quoted text that is no path of the project. */
function mentionIn(text: string, name: string): number | undefined {
  if (!text.includes(name)) return undefined;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quoted = new RegExp(`(["'\`])(?![./])(?:[^"'\`\\s]*/)?${escaped}(?:/[^"'\`\\s]*)?\\1`);
  return quoted.exec(text)?.index;
}
