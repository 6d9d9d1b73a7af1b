import {
  type Category,
  type Command,
  commandCatalogue,
  type CommandEntry,
  isCommandName,
  type Rejection,
  streamOf,
} from '#libs/contracts';
import { shapeRejections } from '#libs/domain';
import { refuse } from './answer.ts';
import { subjectIdOf } from './identity.ts';

/** A parsed command with the stream it is for. `create` means that the stream must not exist yet. */
export interface Addressed {
  readonly command: Command;
  readonly commandId: string;
  readonly stream: string;
  readonly id: string;
  readonly create: boolean;
}

function address(command: Command, entry: CommandEntry, commandId: string): Addressed | Rejection {
  const body = command.body as Record<string, unknown>;
  if (entry.subject === 'claim') {
    const { stream } = (command as Command<'WithdrawClaim'>).body.target;
    return { command, commandId, stream, id: stream.slice(stream.indexOf('-') + 1), create: false };
  }
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

/** The command of a request, or the rejection of one whose name or body is not of the catalogue's form. */
export function parseCommand(name: string, body: unknown, commandId: string) {
  if (!isCommandName(name))
    return refuse(404, { rule: 'unknown-command', pointer: '', detail: `there is no command ${name}` });
  const entry: CommandEntry = commandCatalogue[name];
  const parsed = entry.schema.safeParse(body);
  if (!parsed.success) {
    const rejections = shapeRejections(parsed.error.issues, body);
    return refuse(rejections.every(({ rule }) => rule !== 'shape') ? 422 : 400, ...rejections);
  }
  const addressed = address({ name, body: parsed.data } as Command, entry, commandId);
  return 'rule' in addressed ? refuse(400, addressed) : addressed;
}
