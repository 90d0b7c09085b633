import { describeCases } from './support/harness.js';
import { loadingCases } from './support/cases-loading.js';
import { queryCases, returningCases } from './support/cases-queries.js';
import { transactionCases } from './support/cases-transactions.js';
import { unitOfWorkCases } from './support/cases-unit-of-work.js';

const urls = { sync: () => 'sqlite://', async: () => 'sqlite+aiosqlite://' };

describeCases('unit of work on SQLite', unitOfWorkCases, urls);
describeCases('transactions on SQLite', transactionCases, urls);
describeCases('loading on SQLite', loadingCases, urls);
describeCases('queries on SQLite', [...queryCases, ...returningCases], urls);
