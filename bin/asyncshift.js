#!/usr/bin/env node
import module from 'node:module';

// What is compiled is kept for the next start: by newer Nodes themselves.
if (module.enableCompileCache) module.enableCompileCache();
else (await import('../dist/src/cli/compile-cache.js')).enableCompileCache();
const { main } = await import('../dist/cli/main.js');

await main();
