#!/usr/bin/env node
// The command line: builds what is old, as `npm start` does, then runs.
import { root } from '../../infra/run/prepared.mjs';

const { runInProcess } = await import(new URL('dist/apps/cli/src/main.js', root).href);
await runInProcess();
