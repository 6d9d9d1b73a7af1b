import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Api, createApi } from './api.ts';
import { findServer, isThere, readToken } from './data-directory.ts';
import { startTemporaryServer } from './temporary.ts';

async function apiAt(context: Context, url: string): Promise<Api> {
  // A token of the data directory is for the server of the data directory: it is not shown to another address.
  const token = context.token ?? (context.url === null ? await readToken(context.dataDirectory) : undefined);
  return createApi({ url, token, signal: context.terminal.interrupted });
}

/**
 * Gives the command the server it talks to: the one of `--url` or `AFA_URL`, else the one running on the data directory, else one
 * started for this command and stopped after it, also when the command fails or is interrupted.
 * @throws Failure `unavailable`
 */
export async function withServer<Result>(context: Context, work: (api: Api) => Promise<Result>): Promise<Result> {
  if (context.url !== null) {
    if (!URL.canParse(context.url))
      throw new Failure('usage', `"${context.url}" is no address; it must begin with http:// or https://`);
    return work(await apiAt(context, context.url));
  }
  const running = await findServer(context.dataDirectory);
  if (running && (await isThere(running.url))) return work(await apiAt(context, running.url));
  context.say('no server is running; opening the data directory for this command');
  const server = await startTemporaryServer(context);
  try {
    return await work(await apiAt(context, server.url));
  } finally {
    await server.stop();
  }
}
