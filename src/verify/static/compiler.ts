import { Project } from 'ts-morph';

/** The TypeScript compiler that ts-morph carries: `typescript` itself is no dependency of the published package. */
export { ts } from 'ts-morph';

/** The folder ts-morph shows the standard library's declarations in; they are not on disk. */
export const libraryFolder = '/node_modules/typescript/lib';

/** Reads the standard library's declarations: text of a file in {@link libraryFolder}. */
export function libraryReader(): (file: string) => string | undefined {
  const host = new Project({ useInMemoryFileSystem: true }).getModuleResolutionHost();
  return (file) => (file.startsWith(`${libraryFolder}/`) ? host.readFile(file) : undefined);
}
