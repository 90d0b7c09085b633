import { examine, type Examination } from './examine.js';

/** Examines the packages it is sent, one after another, and sends back what came of each. */
process.on('message', (examination: Examination) => {
  process.send?.(examine(examination));
});
