import { readdir, readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { importCaseFile } from '../case-file/index.ts';
import type { ExecuteCommand } from '../command-request.ts';

/** From `apps/command-api/src/composition` as from where it is compiled to, the checkout's case files. */
const CASES = ['../../../../infra/cases/', '../../../../../infra/cases/'];
const CASE = 'december-2017/';

async function caseFiles(): Promise<URL[]> {
  for (const cases of CASES) {
    const folder = new URL(`${cases}${CASE}`, import.meta.url);
    const names = await readdir(folder).catch(() => []);
    if (names.length > 0)
      return names
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => new URL(name, folder));
  }
  throw new Error('The case files of the first real case are missing from infra/cases');
}

/**
 * Imports the exchange of December 2017, one command after the other, so that every register has its events at the same positions.
 * A second time changes nothing. Returns how many commands there were.
 */
export async function importFirstCase(execute: ExecuteCommand, logger: Logger): Promise<number> {
  let commands = 0;
  for (const file of await caseFiles()) {
    const text = await readFile(file, 'utf8');
    for await (const message of importCaseFile({
      text,
      format: 'yaml',
      execute,
      actor: 'first-start',
      concurrency: 1,
    })) {
      if (message.kind === 'rejected')
        logger.error({ ...message, file: file.pathname.split('/').at(-1) }, 'A command of a case file was rejected');
      if (message.kind === 'summary') commands += message.commands;
    }
  }
  return commands;
}
