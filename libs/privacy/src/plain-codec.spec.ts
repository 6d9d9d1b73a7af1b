import { describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#libs/contracts';
import { MalformedPersonalField, personalFieldsIn } from './personal-fields.ts';
import { plainCodec } from './plain-codec.ts';

const subject = '00000000-0000-4000-8000-000000000001';
const metadata = { actor: 'a', commandId: subject, correlationId: subject, causationId: subject };
const event = (type: string, data: unknown, schemaVersion = 1): NewEvent => ({
  id: subject,
  type,
  schemaVersion,
  data,
  metadata,
});
const personal = (value: string) => ({ subject, value });
const name = (form: unknown) => ({ form, lang: null, script: null, type: null });
const sentence = (asWritten: unknown) => ({ status: 'imposed', term: null, asWritten, holder: null, date: null });

describe('the personal fields of an event', () => {
  it('are found in lists, in nullable fields, and not where there is none', () => {
    const names = [name(personal('Ala Benn')), name(personal('A. Benn'))];
    expect(personalFieldsIn(event('PersonRegistered', { names }))).toEqual([
      { pointer: '/names/0/form', subject, value: 'Ala Benn' },
      { pointer: '/names/1/form', subject, value: 'A. Benn' },
    ]);
    expect(personalFieldsIn(event('SentenceReported', sentence(personal('three years'))))).toEqual([
      { pointer: '/asWritten', subject, value: 'three years' },
    ]);
    expect(personalFieldsIn(event('SentenceReported', sentence(null)))).toEqual([]);
    expect(personalFieldsIn(event('PartyRegistered', { kind: 'state', names: [] }))).toEqual([]);
  });

  it('are found in a corrected report by the type it corrects', () => {
    const data = { type: 'SentenceReported', schemaVersion: 1, report: sentence(personal('four years')), reason: 'x' };
    expect(personalFieldsIn(event('ClaimCorrected', data))).toEqual([
      { pointer: '/report/asWritten', subject, value: 'four years' },
    ]);
  });
});

describe('the plain codec', () => {
  it('gives back what it was given', async () => {
    const events = [event('PersonRegistered', { names: [name(personal('Ala Benn'))] })];
    expect(await plainCodec.encode(events)).toEqual(events);
  });

  it.each([
    ['a bare name', event('PersonRegistered', { names: [name('Ala Benn')] }), '/names/0/form'],
    ['a value without a subject', event('SentenceReported', sentence({ value: 'three years' })), '/asWritten'],
    [
      'a bare value in a correction',
      event('ClaimCorrected', { type: 'SentenceReported', schemaVersion: 1, report: sentence('x') }),
      '/report/asWritten',
    ],
    ['a type it cannot look into', event('PersonPainted', {}), 'PersonPainted version 1'],
    ['a version it cannot look into', event('PersonRegistered', {}, 9), 'PersonRegistered version 9'],
  ])('refuses to write %s', async (_, refused, words) => {
    const encoding = plainCodec.encode([event('EscapeReported', {}), refused]);
    await expect(encoding).rejects.toThrow(MalformedPersonalField);
    await expect(encoding).rejects.toThrow(words);
  });

  it('reads unknown types, so that they can be parked', async () => {
    const position = { stream: 's', revision: 0, position: '1', recordedAt: '2026-01-01T00:00:00.000Z' };
    const unknown = { ...event('PersonPainted', {}), ...position };
    expect(await plainCodec.decode([unknown])).toEqual([unknown]);
  });
});
