/** The asynchronous face: `asyncshift/orm/asyncio`. Models, statements, pools and errors are those of `asyncshift/orm`. */
export { AsyncConnection, AsyncEngine, AsyncTransaction } from './engine/async.js';
export { createAsyncEngine } from './engine/create.js';
export { AsyncMappingResult, AsyncResult, AsyncScalarResult } from './result/async-result.js';
