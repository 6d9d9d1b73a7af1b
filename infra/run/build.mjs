// Compiles apps and libs to dist with swc: only what is newer than its output, and without leftovers of deleted sources.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, 'dist');

const isSource = (name) =>
  name.endsWith('.ts') && !/(\.(d|spec|e2e)\.ts|\/contract-suite\.ts|\/testing\/[^/]+)$/.test(name);

function* filesBelow(directory) {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* filesBelow(path);
    } else yield path;
  }
}

const outputOf = (source) => join(output, relative(root, source)).replace(/\.ts$/, '.js');

/** A change of compiler or its options makes everything old; so does a half-finished build of an earlier one. */
function configurationTime() {
  return Math.max(...['.swcrc', 'package-lock.json'].map((name) => statSync(join(root, name)).mtimeMs));
}

function isOld(source, changed) {
  const compiled = statSync(outputOf(source), { throwIfNoEntry: false });
  return !compiled || compiled.mtimeMs < Math.max(statSync(source).mtimeMs, changed);
}

/** Each file appears whole or not at all: two builds at once, or a reader beside one, must not meet half a module. */
function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** The compiler's words and code frame, without the addresses of its own insides. */
const readable = (error) => error.message.split(/\n+\s*Caused by:/)[0];

async function compile(source) {
  // Only here: an installation without development dependencies runs what was built before.
  const { transformFile } = await import('@swc/core');
  const target = outputOf(source);
  const name = target.slice(target.lastIndexOf('/') + 1);
  const { code, map } = await transformFile(source, {
    configFile: join(root, '.swcrc'),
    cwd: root,
    sourceFileName: source,
  });
  if (map) put(`${target}.map`, map);
  put(target, map ? `${code}\n//# sourceMappingURL=${name}.map\n` : code);
}

function removeStale(folder, sources) {
  const expected = new Set(sources.flatMap((source) => [outputOf(source), `${outputOf(source)}.map`]));
  let removed = 0;
  for (const path of filesBelow(join(output, folder))) {
    if (!/\.js(\.map)?$/.test(path) || expected.has(path)) continue;
    rmSync(path, { force: true });
    removed++;
  }
  return removed;
}

/**
 * @param {{folders?: string[]}} [options] folders below the checkout, by default apps and libs
 * @returns {Promise<{compiled: number, removed: number}>}
 * @throws {AggregateError} with one error for each file that does not compile; all others are compiled
 */
export async function build({ folders = ['apps', 'libs'] } = {}) {
  const changed = configurationTime();
  const result = { compiled: 0, removed: 0 };
  const errors = [];
  for (const folder of folders) {
    const sources = [...filesBelow(join(root, folder))].filter(isSource);
    result.removed += removeStale(folder, sources);
    const old = sources.filter((source) => isOld(source, changed));
    for (const outcome of await Promise.allSettled(old.map(compile))) {
      if (outcome.status === 'fulfilled') result.compiled++;
      else errors.push(new Error(readable(outcome.reason), { cause: outcome.reason }));
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} file(s) do not compile`);
  return result;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { compiled, removed } = await build();
    console.error(`Built: ${compiled} file(s) compiled, ${removed} stale output(s) removed.`);
  } catch (error) {
    for (const part of error.errors ?? [error]) console.error(part.message);
    process.exitCode = 1;
  }
}
