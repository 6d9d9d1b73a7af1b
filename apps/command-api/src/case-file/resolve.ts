import {
  type Category,
  type CommandEntry,
  type CommandName,
  commandCatalogue,
  IDENTITY,
  isCommandName,
  type Rejection,
  streamOf,
} from '#libs/contracts';
import { eventIdOf } from '../identity.ts';
import { type CaseCommand, isMap } from './entry.ts';
import { type Expected, mapNames } from './map-names.ts';
import { commandIdFor, type FullName, isName, readName, subjectIdOf } from './names.ts';
import { refusal } from './rules.ts';

/** What a local name stands for. */
export interface Named {
  /** Null where the command could not be read. */
  readonly command: CommandName | null;
  /** The kind of subject the command makes; null where it is about one that exists. */
  readonly makes: Category | null;
  /** Null where it could not be told. */
  readonly stream: string | null;
}

/** The names of the file as far as it was read. */
export interface Names {
  readonly namespace: string;
  find(name: string): Named | undefined;
}

/** A local name in a field. */
export interface Use {
  readonly name: string;
  readonly pointer: string;
}

/** The claim of another file: `{command, claim: $$file/name, subject: $$file/swap}`; subject only for reports on a known subject. */
interface ForeignClaim {
  readonly command: CommandName;
  readonly claim: FullName;
  readonly subject: unknown;
}

const entryOf = (command: CommandName): CommandEntry => commandCatalogue[command];

/** Whether the command makes its subject, whose local name is then the subject's, too. */
export function madeBy({ command, body }: Pick<CaseCommand, 'command' | 'body'>): Category | null {
  const { subject, category } = entryOf(command);
  const makes =
    subject === 'new' || (subject === 'either' && (body[category!] === undefined || body[category!] === null));
  return makes ? category : null;
}

function foreignClaim(value: unknown, namespace: string): ForeignClaim | null {
  if (!isMap(value) || !isName(value['claim'])) return null;
  const { command, claim, subject, ...rest } = value;
  const named = readName(claim, namespace);
  if (!named || Object.keys(rest).length > 0 || typeof command !== 'string' || !isCommandName(command)) return null;
  return { command, claim: named, subject };
}

/** The name in a field, split; null where the field holds no name or one that cannot be read. */
function nameIn(value: unknown, expected: Expected, namespace: string): FullName | null {
  if (expected.kind === 'claim' && isMap(value)) return foreignClaim(value, namespace)?.claim ?? null;
  return isName(value) ? readName(value, namespace) : null;
}

/** The command whose report a correction carries; null where it cannot be told from the file. */
function correctedCommand({ command, body }: CaseCommand, names: Names): CommandName | null {
  if (command !== 'CorrectClaim') return null;
  const named = isName(body['target']) ? readName(body['target'], names.namespace) : null;
  if (named?.namespace === names.namespace) return names.find(named.name)?.command ?? null;
  return foreignClaim(body['target'], names.namespace)?.command ?? null;
}

const formOf = (expected: Expected): string =>
  expected.kind === 'claim'
    ? '$name, or {command, claim: $$namespace/name, subject} for a claim of another file'
    : '$name or $$namespace/name';

/** Whether the field is meant to hold a name, readable or not. */
const isMeantAsName = (value: unknown, expected: Expected): boolean =>
  isName(value) || (expected.kind === 'claim' && isMap(value) && isName(value['claim']));

/** A claim of another file cannot be found by its name alone: the command that made it, and the subject, are part of its address. */
const isReadable = (value: unknown, expected: Expected, named: FullName | null): boolean =>
  named !== null && !(expected.kind === 'claim' && isName(value));

/** The local names a command waits for, and the names in it that cannot be read. */
export function usesOf(
  of: CaseCommand,
  names: Names,
): { readonly uses: readonly Use[]; readonly rejections: readonly Rejection[] } {
  const uses: Use[] = [];
  const rejections: Rejection[] = [];
  const note = (value: unknown, expected: Expected, pointer: string): unknown => {
    if (!isMeantAsName(value, expected)) return value;
    const named = nameIn(value, expected, names.namespace);
    if (named?.namespace === names.namespace) uses.push({ name: named.name, pointer });
    else if (!isReadable(value, expected, named))
      rejections.push(refusal('name-form', pointer, `give ${formOf(expected)}`));
    if (isMap(value)) note(value['subject'], { kind: 'charge' }, `${pointer}/subject`);
    return value;
  };
  mapNames(of.command, of.body, note, '', correctedCommand(of, names));
  const later =
    of.command === 'CorrectClaim' && uses.find(({ name, pointer }) => pointer === '/target' && !names.find(name));
  if (later)
    rejections.push(
      refusal(
        'name-unknown',
        '/target',
        `a correction stands behind what it corrects, and no $${later.name} stands before it`,
      ),
    );
  return { uses, rejections };
}

const idOf = (value: unknown, namespace: string): unknown => {
  const named = isName(value) ? readName(value, namespace) : null;
  return named ? subjectIdOf(named) : value;
};

function foreignTarget(
  { command, claim, subject }: ForeignClaim,
  namespace: string,
): { stream: string; claim: string } | null {
  const { category, subject: about } = entryOf(command);
  const id = subject === undefined && about !== 'existing' ? subjectIdOf(claim) : idOf(subject, namespace);
  if (!category || typeof id !== 'string') return null;
  return { stream: streamOf(category, id), claim: eventIdOf(commandIdFor(command, claim), 0) };
}

function resolveClaim(value: unknown, names: Names): unknown {
  const foreign = foreignClaim(value, names.namespace);
  const named = foreign?.claim ?? (isName(value) ? readName(value, names.namespace) : null);
  if (!named) return value;
  const local = named.namespace === names.namespace ? names.find(named.name) : undefined;
  if (local)
    return local.stream === null || local.command === null
      ? null
      : { stream: local.stream, claim: eventIdOf(commandIdFor(local.command, named), 0) };
  return foreign ? foreignTarget(foreign, names.namespace) : null;
}

function resolveCharge(value: unknown, names: Names): unknown {
  const named = isName(value) ? readName(value, names.namespace) : null;
  return named ? eventIdOf(commandIdFor('ReportCharge', named), 0) : value;
}

function kindRejection(value: unknown, category: Category, pointer: string, names: Names): Rejection[] {
  const named = isName(value) ? readName(value, names.namespace) : null;
  const local = named?.namespace === names.namespace ? names.find(named.name) : undefined;
  if (!local || local.makes === category) return [];
  const is = local.makes ? `a ${local.makes}` : `what ${local.command} says`;
  return [refusal('name-kind', pointer, `${String(value)} is ${is}, the field takes a ${category}`)];
}

/** The body with ids in the place of names, once all names it uses are known. */
export function resolveBody(
  of: CaseCommand,
  names: Names,
): { readonly body: Record<string, unknown>; readonly rejections: readonly Rejection[] } {
  const rejections: Rejection[] = [];
  const replace = (value: unknown, expected: Expected, pointer: string): unknown => {
    if (expected.kind === 'charge') return resolveCharge(value, names);
    if (expected.kind === 'subject') {
      rejections.push(...kindRejection(value, expected.category, pointer, names));
      return idOf(value, names.namespace);
    }
    const claim = resolveClaim(value, names);
    if (claim === null)
      rejections.push(
        refusal('name-form', pointer, `this does not say in whose history the claim stands: give ${formOf(expected)}`),
      );
    return claim;
  };
  const body = mapNames(of.command, of.body, replace, '', correctedCommand(of, names));
  if (!madeBy(of)) return { body, rejections };
  return { body: { id: subjectIdOf({ namespace: names.namespace, name: of.as }), ...body }, rejections };
}

/** The stream a command writes to, as far as the file tells; `follows` names the local claim whose stream it is, where that comes later. */
export function streamFor(
  of: CaseCommand,
  names: Names,
): { readonly stream: string | null; readonly follows: string | null } {
  const { subject, category } = entryOf(of.command);
  const own = madeBy(of);
  if (own) return { stream: streamOf(own, subjectIdOf({ namespace: names.namespace, name: of.as })), follows: null };
  if (subject === 'identity') return { stream: IDENTITY, follows: null };
  if (subject !== 'claim') {
    const id = idOf(of.body[category!], names.namespace);
    return { stream: typeof id === 'string' ? streamOf(category!, id) : null, follows: null };
  }
  const named = isName(of.body['target']) ? readName(of.body['target'], names.namespace) : null;
  if (named?.namespace === names.namespace && !names.find(named.name)) return { stream: null, follows: named.name };
  const target = resolveClaim(of.body['target'], names);
  return { stream: isMap(target) && typeof target['stream'] === 'string' ? target['stream'] : null, follows: null };
}
