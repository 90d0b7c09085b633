import { type MessagePort, parentPort } from 'node:worker_threads';
import { transformFile, type TransformCall } from './jscodeshift-entry.js';

/** One file to transform; the answer goes to `port`. */
interface Job extends Omit<TransformCall, 'report'> {
  port: MessagePort;
}

/** What `transforms/asyncshift.cjs` gets back. */
export interface Answer {
  /** Undefined for no change. */
  source?: string;
  error?: string;
  reports: string[];
}

/** Files are worked on one after the other: they share a project, and helper files with it. */
let queue = Promise.resolve();

parentPort?.on('message', ({ port, ...call }: Job) => {
  queue = queue.then(async () => {
    port.postMessage(await answer(call));
    port.close();
  });
});

async function answer(call: Omit<Job, 'port'>): Promise<Answer> {
  const reports: string[] = [];
  try {
    const source = await transformFile({ ...call, report: (message) => reports.push(message) });
    return { source, reports };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), reports };
  }
}
