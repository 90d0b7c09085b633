import path from 'node:path';
import type { VerifyRequest } from '../../../src/verify/request.js';
import { checkStatically } from '../../../src/verify/static/check-static.js';
import { loadSides } from '../../../src/verify/static/programs.js';
import type { Check } from '../../../src/verify/verdict.js';
import { differing, makeFolder, project, type Files } from '../workspace.js';

/** Checks a change of a project's source files statically. */
export function checkChange(
  before: Files,
  after: Files,
  options: { base?: Files; walls?: VerifyRequest['walls']; tsconfig?: string } = {},
): { types: Check; promises: Check } {
  const base = options.base ?? project;
  const root = makeFolder({ ...base, ...after });
  const changed = differing({ ...base, ...before }, { ...base, ...after });
  const files = Object.keys({ ...before, ...after }).filter((name) => /\.[mc]?[jt]sx?$/.test(name));
  const sides = loadSides({
    root,
    tsconfig: options.tsconfig && path.join(root, options.tsconfig),
    files: files.map((name) => path.join(root, name)),
    before: changed,
  });
  const request = { projectRoot: root, before: changed, ...(options.walls ? { walls: options.walls } : {}) };
  const [types, promises] = checkStatically(request, sides.before, sides.after);
  if (types === undefined || promises === undefined) throw new Error('there are two static checks');
  return { types, promises };
}
