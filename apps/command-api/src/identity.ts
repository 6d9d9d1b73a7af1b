import { v5 as uuidFromName, v7 as newUuid, validate as isUuid } from 'uuid';

/** The register's namespace for ids derived from names. Changing it would derive other ids for commands already accepted. */
const NAMESPACE = '6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11';

/** The command's id: the client's key where it is a UUID, derived from actor and key where it is not, new where there is none. */
export function commandIdOf(actor: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return newUuid();
  if (isUuid(idempotencyKey)) return idempotencyKey.toLowerCase();
  return uuidFromName(`command ${actor} ${idempotencyKey}`, NAMESPACE);
}

/** The id of a new subject that the client left to the register; the same command derives the same id. */
export const subjectIdOf = (commandId: string): string => uuidFromName('subject', commandId);

/** The id of the command's n-th event: the same command appended again names the same events, so that nothing doubles. */
export const eventIdOf = (commandId: string, index: number): string => uuidFromName(`event ${index}`, commandId);
