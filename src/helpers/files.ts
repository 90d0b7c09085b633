// The helper that rewritten code which asks for files calls, copied into the project that needs it.

/** Whether there is something at a path that this process may see. */
export async function pathExists(path: string | Buffer | URL): Promise<boolean> {
  const { access } = await import('node:fs/promises');
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
