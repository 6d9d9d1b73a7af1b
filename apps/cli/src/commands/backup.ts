import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { assertNew, writeWhole } from '../output/new-file.ts';
import { startProgress } from '../output/progress.ts';
import { connectionFailure, type Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { BackupCheck } from './backup-check.ts';

/** Only the standalone register gives out its log whole; elsewhere the log is another server's, with tools of its own. */
async function openBackup(api: Api): Promise<Response> {
  try {
    return await api.open('/v1/operations/backup');
  } catch (error) {
    if (!(error instanceof Failure) || error.reason !== 'notFound') throw error;
    throw new Failure('notFound', 'this register gives no backup', {
      details: ['Its events are in KurrentDB: back them up there. Read models are built again from them.'],
    });
  }
}

/** Takes the backup from the server into a stream. Answers the number of events. @throws Failure where it does not come whole */
async function receive(context: Context, api: Api, to: Writable, label: string): Promise<number> {
  const { terminal, json } = context;
  const response = await openBackup(api);
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

async function backup(context: Context, file: string, force: boolean): Promise<void> {
  const { terminal } = context;
  if (file === '-') {
    const events = await withServer(context, (api) => receive(context, api, terminal.out, 'backing up'));
    return context.say(`${events.toLocaleString('en')} events backed up`);
  }
  await assertNew(file, force);
  const events = await withServer(context, (api) =>
    writeWhole(file, (to) => receive(context, api, to, `backing up to ${file}`)),
  );
  await put(
    terminal.out,
    context.json
      ? `${JSON.stringify({ file, events })}\n`
      : `${events.toLocaleString('en')} events backed up to ${file}\n`,
  );
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
