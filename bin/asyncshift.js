#!/usr/bin/env node
import module from 'node:module';

// Newer Nodes keep what they have compiled for the next start.
module.enableCompileCache?.();
const { main } = await import('../dist/src/cli/main.js');

await main();
