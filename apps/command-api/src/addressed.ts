import { IDENTITY, type Category, type Command, type CommandEntry, type Rejection, streamOf } from '#libs/contracts';
import { subjectIdOf } from './identity.ts';

/** A parsed command with the stream it is for. `create` means that the stream must not exist yet. */
export interface Addressed {
  readonly command: Command;
  readonly commandId: string;
  readonly stream: string;
  readonly id: string;
  readonly create: boolean;
}

/** Where a command goes, or why that cannot be told. */
export function address(command: Command, entry: CommandEntry, commandId: string): Addressed | Rejection {
  const body = command.body as Record<string, unknown>;
  if (entry.subject === 'claim') {
    const { stream } = (command as Command<'WithdrawClaim'>).body.target;
    return { command, commandId, stream, id: stream.slice(stream.indexOf('-') + 1), create: false };
  }
  if (entry.subject === 'identity') return { command, commandId, stream: IDENTITY, id: IDENTITY, create: false };
  const category = entry.category as Category;
  const existing = entry.subject === 'new' ? null : (body[category] as string | null | undefined);
  if (existing && body['id'])
    return {
      rule: 'shape',
      pointer: '/id',
      detail: `give id for a new ${category} or ${category} for a known one, not both`,
    };
  const id = existing ?? (body['id'] as string | null | undefined) ?? subjectIdOf(commandId);
  return { command, commandId, stream: streamOf(category, id), id, create: !existing };
}
