import { z } from 'zod';
import { partyKinds, partyRelations } from '../commands/party.ts';
import { claim } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { partyName } from '../values/name.ts';
import { asWritten, languageTag } from '../values/text.ts';

/** Version 1 kept a name's form and language only. */
export const partyRegisteredV1 = z.strictObject({
  kind: z.enum(partyKinds),
  names: z.array(z.strictObject({ form: asWritten, lang: languageTag.nullable() })).min(1),
});

export const partyRegistered = z.strictObject({ kind: z.enum(partyKinds), names: z.array(partyName).min(1) });

/** Script and type of a name were not recorded in version 1: null, not guessed. */
export const upcastPartyRegisteredV1 = (data: z.infer<typeof partyRegisteredV1>): z.infer<typeof partyRegistered> => ({
  kind: data.kind,
  names: data.names.map(({ form, lang }) => ({ form, lang, script: null, type: null })),
});

export const partiesRelated = z.strictObject({
  relation: z.enum(partyRelations),
  other: z.uuid(),
  date: uncertainDate.nullable(),
  claim,
});
