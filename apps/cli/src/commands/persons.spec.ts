import { describe, expect, it } from '@jest/globals';
import { says, toldCommandLine } from '../testing/told-server.ts';

const { server, at } = toldCommandLine();
const persons = (...argv: string[]) => at(['persons', ...argv]);

const hit = (kind: string, distance: number, table: string | null) => ({
  person: { id: 'p1', names: [{ form: 'Тарас Шевченко' }, { form: 'Taras Shevchenko' }], cluster: ['p1', 'p2'] },
  matched: { form: 'Тарас Шевченко', lang: 'uk', script: 'Cyrl', type: 'legal', kind, distance, table },
});

describe('persons', () => {
  it('are shown with the form they were found by, how it fits, and with whom they are one', async () => {
    server.answer = says(200, {
      data: [hit('transliteration', 0, 'uk-55-2010'), hit('misspelling', 1, null), hit('misspelling', 2, null)],
    });
    const { code, out } = await persons('Taras Shevchenko', '--limit', '3', '--as-of', '7');
    expect(code).toBe(0);
    expect(server.seen.at(-1)!.url).toBe('/v1/persons/search?name=Taras+Shevchenko&limit=3&asOf=7');
    expect(out.split('\n').slice(0, 4)).toEqual([
      'FOUND BY        LANGUAGE  FITS                          PERSON  OTHER FORMS       ONE WITH',
      'Тарас Шевченко  uk        transliteration (uk-55-2010)  p1      Taras Shevchenko  p2',
      'Тарас Шевченко  uk        one letter wrong              p1      Taras Shevchenko  p2',
      'Тарас Шевченко  uk        2 letters wrong               p1      Taras Shevchenko  p2',
    ]);
  });

  it('are JSON Lines when asked', async () => {
    server.answer = says(200, { data: [hit('exact', 0, null)] });
    const { out } = await persons('Шевченко', '--json');
    expect(JSON.parse(out)).toEqual(hit('exact', 0, null));
  });

  it('that nobody holds are nobody, which is no failure', async () => {
    server.answer = says(200, { data: [] });
    expect(await persons('Nobody')).toMatchObject({ code: 0, out: 'nobody of that name\n' });
  });
});
