import { existsSync } from 'node:fs';
import path from 'node:path';
import { ancestors, readSource, workTreeTop } from '../project/index.js';
import { fieldsOf, listedPackages, readManifest, type Manifest } from './dependencies.js';

/** The texts of a project's files as they are once the change is made, by absolute path. */
export class ProjectTexts {
  readonly #texts: Map<string, string | undefined>;
  readonly #changed = new Set<string>();
  readonly #root: string;

  /** @param texts those that are not what is on disk, and those that are known already */
  constructor(root: string, texts: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#texts = new Map(texts);
  }

  /** A file's text without its byte order mark; nothing where there is no such file, or it is not text. */
  read(file: string): string | undefined {
    if (!this.#texts.has(file)) {
      const source = existsSync(file) ? readSource(file) : undefined;
      this.#texts.set(file, source?.ok ? source.text : undefined);
    }
    return this.#texts.get(file);
  }

  /** Gives a file another text. */
  write(file: string, text: string): void {
    if (this.read(file) === text) return;
    this.#texts.set(file, text);
    this.#changed.add(file);
  }

  /** The files that were given another text, with it. */
  changes(): { file: string; after: string }[] {
    return [...this.#changed].sort().map((file) => ({ file, after: this.#texts.get(file) ?? '' }));
  }

  /** The folders from one upward that belong to the project: to the top of the git work tree, else to the project's root. */
  upward(folder: string): string[] {
    return ancestors(folder, workTreeTop(this.#root) ?? this.#root);
  }

  /** The package.json of a folder. */
  manifest(folder: string): Manifest | undefined {
    const text = this.read(path.join(folder, 'package.json'));
    return text === undefined ? undefined : readManifest(text);
  }

  /**
   * The folder of the package.json that a file's packages are listed in: the nearest that lists one of some names, else
   * the nearest that is a package's and not only there to say what kind of modules a folder has.
   */
  ownerOf(file: string, names: readonly string[]): string | undefined {
    const folder = path.dirname(file);
    const project = this.upward(folder);
    const lists = (candidate: string) => {
      const manifest = this.manifest(candidate);
      return manifest !== undefined && names.some((name) => fieldsOf(manifest, name).length > 0);
    };
    const isPackage = (candidate: string) => {
      const manifest = this.manifest(candidate);
      return manifest !== undefined && (manifest.name !== undefined || listedPackages(manifest).size > 0);
    };
    const has = (candidate: string) => this.manifest(candidate) !== undefined;
    const above = ancestors(folder, workTreeTop(this.#root));
    return project.find(lists) ?? project.find(isPackage) ?? above.find(has);
  }
}
