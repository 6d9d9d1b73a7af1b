import type { Command, Rejection } from '#libs/contracts';
import { claimsOf } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { readWholeStream } from './read-stream.ts';

/** The claim that another one is linked to must exist; it may have been withdrawn since. */
export async function linkedClaimRejections(log: EventLog, command: Command): Promise<readonly Rejection[]> {
  if (command.name !== 'LinkClaims') return [];
  const { stream, claim } = command.body.to;
  if (claimsOf(await readWholeStream(log, stream)).has(claim)) return [];
  return [{ rule: 'unknown-reference', pointer: '/to/claim', detail: `${stream} holds no claim ${claim}` }];
}
