import { expect, test } from 'vitest';
import { createContext } from '../../src/cli/context.js';
import type { MigrateOptions } from '../../src/cli/commands/migrate.js';
import { watch } from '../../src/cli/commands/watch.js';
import { stages } from '../../src/cli/stages.js';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const options: MigrateOptions = {
  paths: ['.'],
  drivers: {},
  write: false,
  verify: false,
  allowDirty: false,
  json: false,
};

const reaching = `import type { Session } from 'asyncshift/orm';

export const ping = (session: Session): unknown => session.scalar('select 1');
`;

/** Text that comes in bit by bit, and somebody who waits for it. */
class Heard {
  text = '';
  #wake = (): void => undefined;

  write(text: string): void {
    this.text += text;
    this.#wake();
  }

  /** Waits for a text that holds something, and starts again with none. */
  async until(holds: (text: string) => boolean): Promise<void> {
    while (!holds(this.text)) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.text = '';
  }
}

test('--watch shows the change again after each change of the files, and what is not in order', async () => {
  using workspace = new Workspace({
    'package.json': '{ "type": "module" }\n',
    'a.ts': 'export const a = 1;\n',
  });
  const [stdout, stderr] = [new Heard(), new Heard()];
  const surroundings = { cwd: workspace.root, env: {}, stdout, stderr, stages, packageRoot };
  const end = new AbortController();
  const ended = watch(createContext(surroundings, false), options, end.signal);
  await stdout.until((text) => text.includes('Nothing to do.'));

  workspace.write({ 'b.ts': reaching });
  await stdout.until((text) => text.includes('ping = async') && text.includes('await session.scalar'));
  workspace.write({ 'b.ts': 'export const = 1;\n' });
  await stderr.until((text) => text.includes('b.ts:1 stays as it is. The file does not parse'));
  workspace.write({ 'b.ts': reaching.replace('ping', 'pong') });
  await stdout.until((text) => text.includes('pong = async'));
  end.abort();
  expect(await ended).toBe(0);
});

test('--watch writes nothing', async () => {
  using workspace = new Workspace({ 'a.ts': reaching });
  const { code, stderr } = await run(workspace.root, ['--watch', '--write']);
  expect(code).toBe(2);
  expect(stderr).toContain('--watch shows the change and writes nothing');
  expect(workspace.read('a.ts')).toBe(reaching);
});
