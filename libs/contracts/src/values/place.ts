import { z } from 'zod';
import { asWritten, label } from './text.ts';

const part = label.nullish();

/** A place as a command gives it: the words, and what they say of country, region, locality and facility. */
export const placeInput = z
  .strictObject({ asWritten, country: part, region: part, locality: part, facility: part })
  .meta({ value: 'place', id: 'PlaceInput' });
export type PlaceInput = z.infer<typeof placeInput>;

const stated = label.nullable();

/** A place with its words. A part that was not stated is null; nothing is completed from elsewhere. Who controls it is a claim, never a property. */
export const place = z
  .strictObject({ asWritten, country: stated, region: stated, locality: stated, facility: stated })
  .meta({ value: 'place', id: 'Place' });
export type Place = z.infer<typeof place>;
