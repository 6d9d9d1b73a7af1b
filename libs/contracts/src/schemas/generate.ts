/**
 * Writes the schemas and the lock of new event types and versions: `node dist/libs/contracts/src/schemas/generate.js` in the checkout's root,
 * after a build. Refuses to touch what is already locked, unless it is named as an argument (`PartyRegistered.v2`):
 * that is for schemas that no release has written yet.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSchemaDocuments, currentLock, lockBreaches, type SchemaLock } from './lock.ts';

const folder = join('libs', 'contracts', 'generated');
const lockFile = join(folder, 'schema-lock.json');
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function published(unreleased: ReadonlySet<string>): SchemaLock {
  if (!existsSync(lockFile)) return { events: {} };
  const { events } = JSON.parse(readFileSync(lockFile, 'utf8')) as SchemaLock;
  const kept = Object.entries(events).map(([type, versions]) => [
    type,
    Object.fromEntries(Object.entries(versions).filter(([version]) => !unreleased.has(`${type}.v${version}`))),
  ]);
  return { events: Object.fromEntries(kept) as SchemaLock['events'] };
}

const code = currentLock();
const breaches = lockBreaches(published(new Set(process.argv.slice(2))), code);
if (breaches.length > 0) {
  process.stderr.write(`${breaches.join('\n')}\n`);
  process.exit(1);
}
mkdirSync(join(folder, 'schemas'), { recursive: true });
const documents = allSchemaDocuments();
for (const [name, document] of documents) writeFileSync(join(folder, 'schemas', name), json(document));
writeFileSync(lockFile, json(code));
process.stdout.write(`${documents.size} schemas in ${folder}\n`);
