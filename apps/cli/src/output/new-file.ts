import { access, open as openFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Failure } from '../failure.ts';

/** @throws Failure `conflict` where the file is there and may not be replaced */
export async function assertNew(file: string, force: boolean): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !force) throw new Failure('conflict', `${file} exists already`, { details: ['--force replaces it.'] });
}

/** What is in the file must be on the disk before its name says that it is there. */
async function settle(part: string, file: string): Promise<void> {
  const handle = await openFile(part, 'r+');
  await handle.sync();
  await handle.close();
  await rename(part, file);
  const directory = await openFile(dirname(resolve(file)), 'r');
  await directory.sync().catch(() => undefined);
  await directory.close();
}

function fileFailure(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = typeof code === 'string' && /^E[A-Z]+$/.test(code) && !(error instanceof Failure);
  return known ? new Failure('failure', `cannot write ${file}: ${message}`, { cause: error }) : error;
}

/** Fills a stream to its end, and lets go of it either way. A disk that is full ends the filling at once. */
async function filled<Result>(stream: Writable, fill: (to: Writable) => Promise<Result>): Promise<Result> {
  const written = finished(stream);
  written.catch(() => undefined);
  try {
    const result = await Promise.race([
      fill(stream),
      written.then(() => Promise.reject(new Error('closed too early'))),
    ]);
    stream.end();
    await written;
    return result;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/**
 * Writes a file that has its name only when it is whole, whatever happens meanwhile. It holds what the register holds, so nobody else may
 * read it.
 * @param fill writes all of it, and throws where it is not whole
 */
export async function writeWhole<Result>(file: string, fill: (to: Writable) => Promise<Result>): Promise<Result> {
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    const result = await filled((await openFile(part, 'wx', 0o600)).createWriteStream(), fill);
    await settle(part, file);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw fileFailure(error, file);
  }
}
