import { z } from 'zod';

/** Postgres' jsonb and canonical JSON refuse U+0000 and lone surrogates, so they are refused at the edge. */
const storable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

const storableText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(storable, { message: 'must not contain U+0000 or lone surrogates', params: { rule: 'text-not-storable' } });

/** The words of a source. Short on purpose: the register stores no third party's text (DOMAIN 1.9). */
export const asWritten = storableText(200);

/** A title, reason or label written by the register's own users. */
export const label = storableText(500);

/** A hex SHA-256 digest, lower case. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

/** A language tag (BCP 47, the subset of language, script, region). */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'must be a BCP 47 tag such as uk or uk-Latn');

/** A script (ISO 15924). */
export const scriptCode = z.string().regex(/^[A-Z][a-z]{3}$/, 'must be an ISO 15924 code such as Cyrl');

/** The name of a slot in a swap, chosen by the reporter: `a`, `a-luhansk`. */
export const slotName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, . _ -');

/** An ISO 8601 duration such as P20Y. */
export const duration = z
  .string()
  .regex(/^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/, 'must be an ISO 8601 duration such as P20Y');

/** A web address. */
export const webAddress = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/\S+$/, 'must be an http or https address')
  .refine(storable);
