#!/usr/bin/env node
import { runProcess } from '../dist/src/cli/run-process.js';

await runProcess();
