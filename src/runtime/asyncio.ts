/** The asynchronous face: `asyncshift/orm/asyncio`. Models, statements, pools and errors are those of `asyncshift/orm`. */
export { AsyncConnection, AsyncEngine, AsyncTransaction } from './engine/async.js';
export { createAsyncEngine } from './engine/create.js';
export { AsyncSession, AsyncSessionTransaction } from './orm/async-session.js';
export {
  asyncSessionmaker,
  type AsyncSessionmaker,
  type AsyncSessionmakerOptions,
} from './orm/async-sessionmaker.js';
export { AsyncMappingResult, AsyncResult, AsyncScalarResult } from './result/async-result.js';
