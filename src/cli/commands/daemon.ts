import type { Readable, Writable } from 'node:stream';
import {
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { requestProblem, targetProblem } from '../../profiles/families.js';
import { families } from '../../profiles/index.js';
import { CommandFailure } from '../command-failure.js';
import { ExitCode } from '../exit-code.js';
import { Resident } from '../resident.js';
import type { Stages } from '../stages.js';

/** Where the daemon stands, and what it listens and speaks to. */
export interface DaemonSurroundings {
  cwd: string;
  stages: Stages;
  input: Readable;
  output: Writable;
}

const question = z.strictObject({
  file: z.string(),
  text: z.string().optional(),
  unsaved: z.record(z.string(), z.string()).optional(),
  scope: z.enum(['project', 'file']).optional(),
  tsconfig: z.string().optional(),
  to: z
    .string()
    .superRefine((to, context) => {
      const message = targetProblem(families, to);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional(),
  also: z
    .array(
      z.string().superRefine((api, context) => {
        const message = requestProblem(families, api);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
    )
    .optional(),
  pool: z.literal('null').optional(),
  parallel: z.boolean().optional(),
  drivers: z.record(z.string(), z.string()).optional(),
});

/** The codes of the errors it answers with: JSON-RPC's own for parameters, one of those left to applications for the rest. */
const invalidParams = -32602;
const notInOrder = -32000;

/**
 * `asyncshift daemon`: answers requests about one file by JSON-RPC, framed as the Language Server Protocol frames them, and
 * keeps the program in memory from one to the next. It ends when its input does, or when it is told to `exit`.
 */
export async function daemon({ cwd, stages, input, output }: DaemonSurroundings): Promise<ExitCode> {
  const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const resident = new Resident(stages, cwd);
  /** One after the other: questions share the program. */
  let queue: Promise<unknown> = Promise.resolve();
  const answer = <T>(method: string, work: (asked: z.infer<typeof question>) => Promise<T>): void => {
    connection.onRequest(method, (params: unknown) => {
      const parsed = question.safeParse(params);
      if (!parsed.success) return new ResponseError(invalidParams, z.prettifyError(parsed.error));
      const answered = queue.then(() => work(parsed.data)).catch(asResponse);
      queue = answered;
      return answered;
    });
  };
  answer('analyse', (asked) => resident.analyse(asked));
  answer('rewrite', (asked) => resident.rewrite(asked));
  const ended = new Promise<void>((resolve) => {
    connection.onNotification('exit', resolve);
    connection.onClose(resolve);
    input.on('end', resolve);
  });
  connection.listen();
  await ended;
  await queue;
  connection.dispose();
  // An input that stays open would keep the process alive after `exit`.
  input.destroy();
  return ExitCode.done;
}

/** A file or project that is not in order, and trouble of asyncshift's own: said to who asked, and the daemon goes on. */
function asResponse(error: unknown): ResponseError<unknown> {
  if (error instanceof CommandFailure) return new ResponseError(notInOrder, error.message, error.failures);
  return new ResponseError(notInOrder, error instanceof Error ? error.message : String(error));
}
