import type { EventLogReader } from '#libs/event-log';
import { importCommands, type ImportOptions } from './import.ts';
import type { ImportMessage } from './messages.ts';
import { rehearseCaseFile } from './rehearsal.ts';

export type { ImportMessage, PlacedRejection, RejectedMessage } from './messages.ts';
export { type CaseFormat, caseFormats, type CaseText } from './read.ts';
export { importRules } from './rules.ts';
export { writeImport } from './write.ts';

/**
 * Imports a case file, or with `dryRun` tells what importing it would lead to. A dry run needs the `log`: commands of a file build on each
 * other, so they are tried on a copy that reads through to it.
 */
export function importCaseFile({
  dryRun,
  log,
  ...options
}: ImportOptions & { readonly dryRun?: boolean; readonly log?: EventLogReader }): AsyncIterable<ImportMessage> {
  if (!dryRun) return importCommands(options);
  if (!log) throw new TypeError('a dry run of a case file needs the log');
  return rehearseCaseFile({ ...options, log });
}
