import { renderParameters } from '../core/errors.js';

/** Writes what an engine with `echo: true` does, to standard error: standard output belongs to the program's data. */
export class EchoLogger {
  constructor(private readonly enabled: boolean) {}

  info(message: string): void {
    if (this.enabled) process.stderr.write(`INFO asyncshift.engine.Engine ${message}\n`);
  }

  parameters(parameters: readonly unknown[]): void {
    this.info(`[parameters] ${renderParameters(parameters)}`);
  }
}
