import { LRUCache } from 'lru-cache';
import { parse as bytesOf, v5 as uuidFromName } from 'uuid';

/** The root of all ids that case files give. Changing it would make every file that was imported before a new one. */
const CASE_FILES = '3d5c1c1e-8a52-5d0b-9a0e-6c1f3c0f7b24';

/** Local names and namespaces: no `/`, `$` or space, so that `$$namespace/name` and the ids below cannot be read in two ways. */
export const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A name with the file it belongs to. */
export interface FullName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether a field holds a name instead of an id. */
export const isName = (value: unknown): value is string => typeof value === 'string' && value.startsWith('$');

/** `$name` is a name of the file itself, `$$namespace/name` one of another; null for anything else that begins with `$`. */
export function readName(text: string, ownNamespace: string): FullName | null {
  const foreign = text.startsWith('$$');
  const [namespace, name, ...more] = foreign ? text.slice(2).split('/') : [ownNamespace, text.slice(1)];
  if (more.length > 0 || !namespace || !name || !nameForm.test(namespace) || !nameForm.test(name)) return null;
  return { namespace, name };
}

/** Namespaces are few and asked for with every name; deriving them anew was a third of an import's own work. */
const namespaces = new LRUCache<string, Uint8Array>({
  max: 1_000,
  memoMethod: (namespace) => bytesOf(uuidFromName(namespace, CASE_FILES)),
});

const namespaceId = (namespace: string): Uint8Array => namespaces.memo(namespace);

/** The id of the subject that a name stands for, whatever kind of subject it is. */
export const subjectIdOf = ({ namespace, name }: FullName): string =>
  uuidFromName(`subject ${name}`, namespaceId(namespace));

/** The id of the command that a name was given to. The line number is no part of it, so that lines can be moved. */
export const commandIdFor = (command: string, { namespace, name }: FullName): string =>
  uuidFromName(`command ${command} ${name}`, namespaceId(namespace));

/** The `correlationId` of every event of a case file's import, so that the log itself says what came with which file. */
export const importIdOf = (namespace: string): string => uuidFromName('import', namespaceId(namespace));

/** The `correlationId` of the withdrawals of an import. */
export const withdrawalIdOf = (namespace: string): string => uuidFromName('withdrawal', namespaceId(namespace));

/** The id of the command that withdraws a claim of an import: the same whoever asks and why, so that a claim is withdrawn once. */
export const withdrawalCommandIdFor = (namespace: string, claim: string): string =>
  uuidFromName(`withdraw ${claim}`, namespaceId(namespace));
