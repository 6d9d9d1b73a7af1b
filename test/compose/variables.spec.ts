import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { commandApiFields } from '../../apps/command-api/src/composition/configuration.ts';
import { migrationFields } from '../../apps/command-api/src/composition/migration.ts';
import { gatewayFields } from '../../apps/gateway/src/composition/configuration.ts';
import { projectorFields } from '../../apps/projector/src/configuration.ts';
import { relayFields } from '../../apps/relay/src/configuration.ts';

const apps: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  migrate: migrationFields,
  'command-api': commandApiFields,
  relay: relayFields,
  projector: projectorFields,
  gateway: gatewayFields,
};
const file = new URL('../../docs/operations.md', import.meta.url);
const SECTION = /(<!-- variables: .* -->\n)[\s\S]*(<!-- \/variables -->)/;

/** What a process takes where nothing is given; needed where it refuses that. */
function usualOf(field: z.ZodType): string {
  const given = field.safeParse(undefined);
  if (!given.success) return '**needed**';
  if (given.data === undefined) return '–';
  return `\`${typeof given.data === 'string' ? given.data : JSON.stringify(given.data)}\``;
}

/** A row for each variable; one that means something else elsewhere has one for each meaning. */
function table(): string {
  const rows = new Map<string, { name: string; usual: string[]; of: string[]; words: string }>();
  for (const [app, fields] of Object.entries(apps))
    for (const [name, field] of Object.entries(fields)) {
      const words = field.description ?? '';
      const row = rows.get(`${name} ${words}`) ?? { name, usual: [], of: [], words };
      const usual = usualOf(field);
      if (!row.usual.includes(usual)) row.usual.push(usual);
      row.of.push(app);
      rows.set(`${name} ${words}`, row);
    }
  const lines = [...rows.values()]
    .sort((left, right) => left.name.localeCompare(right.name))
    .map(({ name, usual, of, words }) => {
      const who = of.length === Object.keys(apps).length ? 'all' : of.join(', ');
      return `| \`${name}\` | ${who} | ${usual.join(', ')} | ${words} |`;
    });
  return ['| variable | of | without it | what it is |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

it('every variable of every process is described, with what is taken where it is not set', () => {
  for (const fields of Object.values(apps))
    for (const [name, field] of Object.entries(fields))
      expect([name, field.description]).toEqual([name, expect.any(String)]);
  const text = readFileSync(file, 'utf8');
  const written = text.replace(SECTION, (_all, begin: string, end: string) => `${begin}\n${table()}\n${end}`);
  if (process.env['AFA_WRITE_DOCS'] === 'true') writeFileSync(file, written);
  else expect(text).toBe(written);
});
