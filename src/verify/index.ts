export { verify } from './verify.js';
export type { VerifyRequest } from './request.js';
export type { Check, CheckName, Verdict } from './verdict.js';
