import { z } from 'zod';
import { personal } from './personal.ts';
import { asWritten, languageTag, scriptCode } from './text.ts';

export const nameTypes = ['legal', 'transliteration', 'former', 'nickname', 'unstated'] as const;

const rest = {
  lang: languageTag.nullish(),
  script: scriptCode.nullish(),
  type: z.enum(nameTypes).nullish(),
};
const stored = {
  lang: languageTag.nullable(),
  script: scriptCode.nullable(),
  type: z.enum(nameTypes).nullable(),
};

/** A name variant as a command gives it (BODS): every form is kept, none replaces another. */
export const nameInput = z.strictObject({ form: asWritten, ...rest }).meta({ id: 'NameInput' });
export type NameInput = z.infer<typeof nameInput>;

/** A party's name; parties are not persons, so it is not personal. */
export const partyName = z.strictObject({ form: asWritten, ...stored }).meta({ id: 'PartyName' });

/** A person's name as an event carries it. */
export const personName = z.strictObject({ form: personal(), ...stored });
