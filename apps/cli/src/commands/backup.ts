import { access, open as openFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { startProgress } from '../output/progress.ts';
import { connectionFailure, type Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { BackupCheck } from './backup-check.ts';

/** Takes the backup from the server into a stream. Answers the number of events. @throws Failure where it does not come whole */
async function receive(context: Context, api: Api, to: Writable, label: string): Promise<number> {
  const { terminal, json } = context;
  const response = await api.open('/v1/operations/backup');
  const check = new BackupCheck();
  const progress = startProgress(terminal, { label, unit: 'events' }, json);
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = Buffer.from(chunk as Uint8Array);
      check.take(bytes);
      await put(to, bytes);
      const { position, lines } = check.facts;
      progress.update(Math.max(0, lines - 2), position === null ? null : Number(position));
    }
  } catch (error) {
    throw connectionFailure(error, api.url, terminal.interrupted) ?? error;
  } finally {
    progress.clear();
  }
  const events = check.events();
  if (events === null)
    throw new Failure('verificationFailed', 'the backup did not come whole', { details: ['Take it again.'] });
  return events;
}

/** What is in the file must be on the disk before its name says that there is a backup. */
async function settle(part: string, file: string): Promise<void> {
  const handle = await openFile(part, 'r+');
  await handle.sync();
  await handle.close();
  await rename(part, file);
  const directory = await openFile(dirname(resolve(file)), 'r');
  await directory.sync().catch(() => undefined);
  await directory.close();
}

/** Only a whole backup gets the name that was asked for. It holds what the register holds, so nobody else may read it. */
async function receiveInto(context: Context, api: Api, file: string): Promise<number> {
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    const stream = (await openFile(part, 'wx', 0o600)).createWriteStream();
    const failed = finished(stream);
    failed.catch(() => undefined);
    const events = await Promise.race([receive(context, api, stream, `backing up to ${file}`), failed.then(() => 0)]);
    stream.end();
    await failed;
    await settle(part, file);
    return events;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function assertNew(file: string, force: boolean): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !force) throw new Failure('conflict', `${file} exists already`, { details: ['--force replaces it.'] });
}

function fileFailure(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = typeof code === 'string' && /^E[A-Z]+$/.test(code) && !(error instanceof Failure);
  return known ? new Failure('failure', `cannot write ${file}: ${message}`, { cause: error }) : error;
}

async function backup(context: Context, file: string, force: boolean): Promise<void> {
  const { terminal } = context;
  if (file === '-') {
    const events = await withServer(context, (api) => receive(context, api, terminal.out, 'backing up'));
    return context.say(`${events.toLocaleString('en')} events backed up`);
  }
  await assertNew(file, force);
  try {
    const events = await withServer(context, (api) => receiveInto(context, api, file));
    await put(
      terminal.out,
      context.json
        ? `${JSON.stringify({ file, events })}\n`
        : `${events.toLocaleString('en')} events backed up to ${file}\n`,
    );
  } catch (error) {
    throw fileFailure(error, file);
  }
}

/** `afa backup`: the whole register in one file. */
export function addBackup(program: Command, actions: Actions): void {
  const command = program
    .command('backup')
    .description('Write the whole register to one file of JSON Lines, while it goes on working')
    .argument('<file>', 'a new file, - for standard output')
    .option('--force', 'replace the file');
  examples(command, 'afa backup register.jsonl', 'afa backup - | zstd > register.jsonl.zst').action(
    actions.run<{ force?: boolean }>((context, [file], { force }) => backup(context, file!, force === true)),
  );
}
