import { z } from 'zod';
import { partyKinds, partyRelations } from '../commands/party.ts';
import { personDetails } from '../commands/person.ts';
import { scope } from '../events/estimate.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { anchor } from '../values/evidence.ts';
import { nameTypes, partyName } from '../values/name.ts';
import { reference } from '../values/reference.ts';
import { asWritten, languageTag, scriptCode } from '../values/text.ts';
import { claimView as claim } from './claim.ts';

const date = uncertainDate.nullable();

/** A personal value as answered: the plain words; null where it was forgotten. */
export const personalValue = z.string().nullable().meta({ value: 'personal' });

export const sourceItem = z
  .strictObject({
    id: z.uuid(),
    title: z.string(),
    publisher: reference('party').nullable(),
    publishedAt: date,
    retrievedAt: date,
    language: z.string().nullable(),
    url: z.string().nullable(),
    length: z.int().nullable(),
    sha256: z.string().nullable(),
    supersededBy: reference('source').nullable(),
    corrections: z.array(z.strictObject({ kind: z.string(), asWritten: z.string().nullable(), date })),
    /** The last check of an attached text; null where none was attached. */
    text: z
      .strictObject({
        result: z.enum(['verified', 'mismatched']),
        upTo: z.string(),
        anchors: z.int(),
        failures: z.array(z.strictObject({ rule: z.string(), anchor: anchor.nullable() })),
      })
      .nullable(),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Source', model: 'sources' });

export const partyItem = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(partyKinds),
    names: z.array(partyName),
    relations: z.array(z.strictObject({ relation: z.enum(partyRelations), other: reference('party'), date, claim })),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Party', model: 'parties' });

export const personItem = z
  .strictObject({
    id: z.uuid(),
    names: z.array(
      z.strictObject({
        form: personalValue,
        lang: languageTag.nullable(),
        script: scriptCode.nullable(),
        type: z.enum(nameTypes).nullable(),
      }),
    ),
    details: z.array(z.strictObject({ detail: z.enum(personDetails), value: personalValue, date, claim })),
    /** Every id that standing positive judgements make one person with this one, itself included. */
    cluster: z.array(reference('person')),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Person', model: 'persons' });

export const groupItem = z
  .strictObject({
    id: z.uuid(),
    reports: z.array(z.strictObject({ asWritten, count: boundedCount.nullable(), claim })),
    members: z.array(z.strictObject({ person: reference('person'), claim })),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Group', model: 'groups' });

export const estimateItem = z
  .strictObject({
    id: z.uuid(),
    reports: z.array(
      z.strictObject({
        holder: reference('party').nullable(),
        count: boundedCount,
        date,
        scope: scope.nullable(),
        inclusion: z.string().nullable(),
        claim,
      }),
    ),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Estimate', model: 'estimates' });
