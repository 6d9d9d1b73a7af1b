import { describe, expect, it } from '@jest/globals';
import { askedName, matchName } from './match.ts';

const match = (asked: string, held: string) => {
  const found = matchName(askedName(asked), held);
  return found && { kind: found.kind, distance: found.distance, table: found.table };
};
const exact = { kind: 'exact', distance: 0, table: null };
const spelt = (table: string | null) => ({ kind: 'transliteration', distance: 0, table });
const wrong = (distance: number) => ({ kind: 'misspelling', distance, table: null });

describe('a name', () => {
  it.each([
    ['Олег Сенцов', 'ОЛЕГ СЕНЦОВ', exact],
    ['Пётр Ковалёв', 'Петр Ковалев', exact],
    ['Ahtem Ciygoz', 'Ahtem Çiygöz', exact],
    ["Дем'янчук", 'Демʼянчук', exact],
    ['Oleh Sentsov', 'Олег Сенцов', spelt('uk-55-2010')],
    ['Oleg Sentsov', 'Олег Сенцов', spelt('ru-icao-9303')],
    ['Yuriy Shchekin', 'Юрий Щёкин', spelt('ru-bgn-pcgn')],
    ['Ahtem Çiygoz', 'Ахтем Чийгоз', spelt('crh-1997')],
    ['Oleh Senzow', 'Олег Сенцов', spelt(null)],
    ['Александр Кольченко', 'Олександр Кольченко', spelt(null)],
    ['Колченко', 'Кольченко', spelt(null)],
    ['Олександр Кальченко', 'Олександр Кольченко', wrong(1)],
    ['Герощенка', 'Геращенко', wrong(2)],
  ])('%s is found by %s', (asked, held, how) => {
    expect(match(asked, held)).toEqual(how);
  });

  it('is found whatever the order of its words, and by its family name alone', () => {
    expect(match('Сенцов Олег', 'Олег Сенцов')).toEqual(exact);
    expect(match('Сенцов', 'Олег Геннадійович Сенцов')).toEqual(exact);
  });

  it('is found with a patronymic that the form lacks, not with another one', () => {
    expect(match('Олег Геннадійович Сенцов', 'Олег Сенцов')).toEqual(exact);
    expect(match('Олег Петрович Сенцов', 'Олег Геннадійович Сенцов')).toBeNull();
    expect(match('Олег Петрович', 'Олег Сенцов')).toBeNull();
  });

  it('is found by initials beside a word, not by initials alone', () => {
    expect(match('О. Сенцов', 'Олег Сенцов')).toEqual(spelt(null));
    expect(match('Yu. Soloshenko', 'Юрій Солошенко')).toEqual(spelt(null));
    expect(match('О. С.', 'Олег Сенцов')).toBeNull();
    expect(match('І. Сенцов', 'Олег Сенцов')).toBeNull();
  });

  it('is not found by a word that no word of it is', () => {
    expect(match('Ihor Sentsov', 'Олег Сенцов')).toBeNull();
    expect(match('Сенцов Сенцов', 'Олег Сенцов')).toBeNull();
    expect(match('', 'Олег Сенцов')).toBeNull();
    expect(match('Сенцов', '—')).toBeNull();
  });

  it('fits better the fewer of its words are left over, the fewer letters are wrong', () => {
    const ranks = ['Сенцов', 'Олег Сенцов', 'Sentsov', 'Санцов'].map(
      (held) => matchName(askedName('Сенцов'), held)!.rank,
    );
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(new Set(ranks).size).toBe(4);
  });
});
