import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The libraries that decide what a row says, from here. */
const LIBRARIES = ['contracts', 'domain', 'privacy', 'projections'];
const ROOT = new URL('../../../', import.meta.url);
/** Compiled or as written; no tests, no maps. */
const CODE = /(?<!\.(?:spec|e2e|d))\.(?:js|ts)$/;
const TESTING = `${sep}testing${sep}`;

async function filesOf(library: string): Promise<readonly string[]> {
  const folder = fileURLToPath(new URL(`${library}/src`, ROOT));
  const names = await readdir(folder, { recursive: true });
  const code = names.filter((name) => CODE.test(name) && !`${sep}${name}`.includes(TESTING));
  return code.sort().map((name) => join(folder, name));
}

/**
 * A digest of the code that makes rows of events. Two processes with the same one make the same rows, so one may go on with what the other has
 * begun, and rely on what it compared; a version number would not tell two states of a checkout apart.
 */
export async function foldFingerprint(): Promise<string> {
  const files = (await Promise.all(LIBRARIES.map(filesOf))).flat();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const digest = createHash('sha256');
  for (const content of contents) digest.update(createHash('sha256').update(content).digest());
  return digest.digest('hex').slice(0, 16);
}
