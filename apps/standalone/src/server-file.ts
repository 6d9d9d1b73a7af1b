import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pathIn = (dataDirectory: string): string => join(dataDirectory, 'server.json');

/** Tells tools on this machine where the running server answers. */
export async function writeServerFile(dataDirectory: string, url: string): Promise<void> {
  await writeFile(pathIn(dataDirectory), `${JSON.stringify({ pid: process.pid, url })}\n`, { mode: 0o600 });
}

export const removeServerFile = (dataDirectory: string): Promise<void> => rm(pathIn(dataDirectory), { force: true });
