// `npm start`: builds what is old, then runs the standalone application in this very process, so that signals reach it directly.
// Plain syntax and no static import: on an old Node the first thing said must be which one is needed.
const NEEDED = [20, 19];

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  fail(`All for All needs Node ${NEEDED.join('.')} or later; this is ${process.versions.node}.`);
}

const { existsSync } = await import('node:fs');
const { fileURLToPath } = await import('node:url');
const root = new URL('../../', import.meta.url);
if (!existsSync(new URL('node_modules/', root))) fail('The dependencies are missing: run npm ci first.');

try {
  const { build } = await import('./build.mjs');
  const { compiled } = await build();
  if (compiled > 0) console.error(`Built ${compiled} file(s).`);
} catch (error) {
  fail((error.errors ?? [error]).map((part) => part.message).join('\n'));
}

process.setSourceMapsEnabled(true);
const main = new URL('dist/apps/standalone/src/main.js', root);
process.argv[1] = fileURLToPath(main);
await import(main.href);
