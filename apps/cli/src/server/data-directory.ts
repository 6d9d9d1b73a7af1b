import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/** What a running server tells about itself in its data directory. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
}

/** As the platform library keeps it; that library is not loaded here, for it takes a second. A test holds both together. */
export const tokenPath = (dataDirectory: string): string => join(dataDirectory, 'secrets', 'token');
const serverPath = (dataDirectory: string): string => join(dataDirectory, 'server.json');

async function textIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES') throw new Failure('failure', `${path} belongs to another user`, { cause: error });
    throw error;
  }
}

/** The token of the installation; undefined before the first start. */
export async function readToken(dataDirectory: string): Promise<string | undefined> {
  return (await textIn(tokenPath(dataDirectory)))?.trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The server that says it serves this data directory; undefined where there is none, or the one that wrote the file is gone. */
export async function findServer(dataDirectory: string): Promise<RunningServer | undefined> {
  const text = await textIn(serverPath(dataDirectory));
  if (text === undefined) return undefined;
  try {
    const { pid, url } = JSON.parse(text) as RunningServer;
    return typeof pid === 'number' && URL.canParse(url) && isAlive(pid) ? { pid, url } : undefined;
  } catch {
    return undefined;
  }
}

/** What `/readyz` at the address says; undefined where nothing answers. A recycled process number answers nothing there. */
async function readiness(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** Whether the register at the address can answer. */
export const isReady = async (url: string): Promise<boolean> => (await readiness(url)) === 200;

/** Whether a register is at the address, if only to say that it is not ready: it has the data directory, and tells why it waits. */
export const isThere = async (url: string): Promise<boolean> => [200, 503].includes((await readiness(url)) ?? 0);
