// `npm start`: builds what is old, then runs the standalone application in this very process, so that signals reach it directly.
import { root } from './prepared.mjs';

const { fileURLToPath } = await import('node:url');
process.setSourceMapsEnabled(true);
const main = new URL('dist/apps/standalone/src/main.js', root);
process.argv[1] = fileURLToPath(main);
await import(main.href);
