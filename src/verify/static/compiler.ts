/** The TypeScript compiler that ts-morph carries: `typescript` itself is no dependency of the published package. */
export { ts } from 'ts-morph';
