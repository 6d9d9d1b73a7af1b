// What every way to start stands on: a Node that can run it, the dependencies, and a build of the code as it is now. Imported first, for its
// effect. Plain syntax and no static import: on an old Node the first thing said must be which one is needed.
const NEEDED = [20, 19];

/** Says in one sentence why nothing can start, and ends the process. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  fail(`All for All needs Node ${NEEDED.join('.')} or later; this is ${process.versions.node}.`);
}

const { existsSync } = await import('node:fs');
export const root = new URL('../../', import.meta.url);
if (!existsSync(new URL('node_modules/', root))) fail('The dependencies are missing: run npm ci first.');

try {
  const { build } = await import('./build.mjs');
  const { compiled } = await build();
  if (compiled > 0) console.error(`Built ${compiled} file(s).`);
} catch (error) {
  fail((error.errors ?? [error]).map((part) => part.message).join('\n'));
}
