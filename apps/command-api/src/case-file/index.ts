import type { PreviewChanges } from '../preview.ts';
import { importCommands, type ImportOptions } from './import.ts';
import type { ImportMessage, WithdrawalMessage } from './messages.ts';
import { rehearse } from './rehearsal.ts';
import { withdrawClaims, type WithdrawalOptions } from './withdraw.ts';

export type { ImportMessage, PlacedRejection, RejectedMessage, WithdrawalMessage } from './messages.ts';
export { type CaseFormat, caseFormats, type CaseText } from './read.ts';
export { importRules } from './rules.ts';
export { UnknownImport } from './withdraw.ts';
export { writeMessages } from './write.ts';

/** Whether something is done, or only tried: then the answers that would change are told, too. */
interface Trying {
  readonly dryRun?: boolean;
  readonly previewChanges?: PreviewChanges;
}

/**
 * Imports a case file, or with `dryRun` tells what importing it would lead to. A dry run needs the `log`: commands of a file build on each
 * other, so they are tried on a copy that reads through to it.
 */
export function importCaseFile({
  dryRun,
  previewChanges,
  ...options
}: ImportOptions & Trying): AsyncIterable<ImportMessage> {
  if (!dryRun) return importCommands(options);
  const { log } = options;
  if (!log) throw new TypeError('a dry run of a case file needs the log');
  return rehearse(log, previewChanges, (rehearsed) => importCommands({ ...options, ...rehearsed }));
}

/** Withdraws every claim that came with a case file, or with `dryRun` tells what that would lead to. */
export function withdrawImport({
  dryRun,
  previewChanges,
  ...options
}: WithdrawalOptions & Trying): AsyncGenerator<WithdrawalMessage> {
  if (!dryRun) return withdrawClaims(options);
  return rehearse(options.log, previewChanges, ({ execute }) => withdrawClaims({ ...options, execute }));
}
