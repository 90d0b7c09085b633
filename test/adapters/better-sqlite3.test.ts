import { describe } from 'vitest';
import { tellsTables } from './suites/better-sqlite3.js';

describe('over libsql/promise', tellsTables);
