import { nodeWithSqlite } from '../support/nodes.js';
import { testPage } from './page.js';

testPage('docs/node-sqlite.md', {
  node: { executable: nodeWithSqlite },
  compiles: 'is of the right type after the migration',
});
