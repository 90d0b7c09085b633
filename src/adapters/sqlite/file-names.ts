/** Whether a database's name is that of a file: not of a server's. */
export function namesFile(name: string): boolean {
  return !/^(?:libsql|https?|wss?):/.test(name);
}
