import { type Command, commandCatalogue, type CommandEntry, isCommandName } from '#libs/contracts';
import { shapeRejections } from '#libs/domain';
import { address } from './addressed.ts';
import { refuse } from './answer.ts';

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
