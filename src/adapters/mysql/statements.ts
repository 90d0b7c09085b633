/** Whether a statement begins a transaction that goes on after it. */
export function beginsTransaction(sql: string): boolean {
  return /^\s*(?:start\s+transaction|begin)\b/i.test(sql);
}

/** Whether no transaction is under way after a statement: it ends one, or MySQL commits before it by itself. */
export function endsTransaction(sql: string): boolean {
  const ends = /^\s*(?:commit|rollback)\b(?!\s+(?:work\s+)?to\b)/i;
  const commits = /^\s*(?:create|alter|drop|truncate|rename|lock|unlock|grant|revoke)\b/i;
  return ends.test(sql) || (commits.test(sql) && !/^\s*(?:create|drop)\s+temporary\b/i.test(sql));
}
