import { getLibFiles, libFolderInMemoryPath } from '@ts-morph/common';

/**
 * The TypeScript compiler that ts-morph carries: `typescript` itself is no dependency of the published package. It comes
 * from the package below ts-morph, without the wrappers, which take a fifth of the time that loading all takes.
 */
export { ts } from '@ts-morph/common';

/** The folder ts-morph shows the standard library's declarations in; they are not on disk. */
export const libraryFolder: string = libFolderInMemoryPath;

const libraryFiles = new Map(
  getLibFiles().map(({ fileName, text }) => [`${libraryFolder}/${fileName}`, text]),
);

/** Reads the standard library's declarations: the text of a file in {@link libraryFolder}, nothing for others. */
export function readLibrary(file: string): string | undefined {
  return libraryFiles.get(file);
}
