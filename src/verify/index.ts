export { verify } from './verify.js';
export { verifyCommand, type CommandRequest } from './project/verify-command.js';
export type { VerifyRequest } from './request.js';
export type { Check, CheckName, Verdict } from './verdict.js';
