import type { Random } from './random.ts';

const dates = [
  { asWritten: '27 December 2017', edtf: '2017-12-27' },
  { asWritten: 'December 27', edtf: 'XXXX-12-27' },
  { asWritten: 'on Wednesday', edtf: null, resolved: '2017-12-27', basis: 'calendar' },
  { asWritten: 'in May 2014', edtf: '2014-05' },
  { asWritten: 'in 2016', edtf: '2016' },
  { asWritten: 'about August 2015', edtf: '2015-08~' },
  { asWritten: 'between 2014 and 2016', edtf: '2014/2016' },
  { asWritten: 'since at the latest 3 June 2015', edtf: '../2015-06-03' },
  { asWritten: 'now', edtf: null },
];

/** A date with its words, more or less precise. */
export const someDate = (random: Random): object | null => (random.chance(0.3) ? null : random.pick(dates));

const people = { asWritten: 'people', counts: 'person' };
const captives = { asWritten: 'captives', counts: 'person' };

/** A count with its words; `least` persons are named with it, so that an exact one is not below them. */
export function someCount(random: Random, least = 0): object {
  const value = least + random.below(300);
  const unit = random.pick([people, captives]);
  const exact = { op: 'eq', value, unit, asWritten: `${value} ${unit.asWritten}` };
  return random.pick([
    exact,
    exact,
    { op: 'gt', value, unit, asWritten: `more than ${value}` },
    { op: 'about', value, unit, asWritten: `some ${value}` },
    { op: 'between', value, upTo: value + 7, unit, asWritten: `${value} to ${value + 7}` },
    { op: 'vague', unit, asWritten: 'several' },
    {
      ...exact,
      breakdowns: [
        {
          by: 'status',
          exhaustive: false,
          parts: [{ category: 'military', count: { op: 'lte', value, asWritten: `at most ${value}` } }],
        },
      ],
    },
  ]);
}

const places = [
  { asWritten: 'in Horlivka', locality: 'Horlivka' },
  { asWritten: 'a prison in Russia', country: 'Russia' },
  { asWritten: 'at the contact line' },
];

export const somePlace = (random: Random): object | null => (random.chance(0.6) ? null : random.pick(places));

const words = ['hostage', 'prisoner of war', 'political prisoner', 'captive', '«заручник»', 'terrorist "so-called"'];
export const someWords = (random: Random): string => random.pick(words);
export const maybeWords = (random: Random): string | null => (random.chance(0.5) ? null : someWords(random));
