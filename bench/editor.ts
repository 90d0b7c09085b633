import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { measure, median, type Cost } from './measure.js';

/** How long one file takes from an editor. */
export interface EditorCost {
  /** `asyncshift FILE` in a process of its own. */
  cold: Cost;
  /** A request to a daemon after an edit, once it is warm: milliseconds on the clock, and of the processors. */
  warm: { wall: number; cpu: number };
}

const warmUp = 20;
const measured = 20;

/** Measures one file of a project: cold, and by a daemon after edits of the file. */
export async function measureEditor(
  cli: string,
  folder: string,
  file: string,
  rounds: number,
): Promise<EditorCost> {
  const cold: Cost[] = [];
  for (let round = 0; round < rounds; round++) cold.push(await measure(folder, [cli, file], [0, 1]));

  const daemon = spawn(process.execPath, [cli, 'daemon'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(daemon.stdout),
    new StreamMessageWriter(daemon.stdin),
  );
  connection.listen();
  const text = readFileSync(path.join(folder, file), 'utf8');
  const times: { wall: number; cpu: number }[] = [];
  for (let edit = 0; edit < warmUp + measured; edit++) {
    const started = { wall: performance.now(), cpu: processorTime(daemon.pid) };
    await connection.sendRequest('rewrite', { file, text: `${text}\nexport const edit = ${edit};\n` });
    const cpu = processorTime(daemon.pid) - started.cpu;
    if (edit >= warmUp) times.push({ wall: performance.now() - started.wall, cpu });
  }
  await connection.sendNotification('exit');
  connection.dispose();
  return {
    cold: median(cold, ({ wall }) => wall),
    warm: {
      wall: median(times, ({ wall }) => wall).wall,
      cpu: times.reduce((sum, { cpu }) => sum + cpu, 0) / times.length,
    },
  };
}

/** Milliseconds a process has had of the processors so far: fields 14 and 15 of Linux's /proc/PID/stat, in hundredths of a second. */
function processorTime(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid ?? 'self'}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
