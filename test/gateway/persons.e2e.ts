import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askedKeys, askedName } from '#libs/domain';
import { type Answer, clientOf } from './client.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
const ids: Record<string, string> = {};
const position: Record<string, string> = {};
const { get, ok, ask } = clientOf(() => register.url);
beforeAll(async () => {
  register = await startTestRegister();
  const { send } = register;
  const person = async (name: string, ...names: object[]) => {
    ids[name] = (await send('RegisterPerson', { names })).id;
  };
  await person('shevchenko', { form: 'Тарас Шевченко', lang: 'uk', script: 'Cyrl', type: 'legal' });
  await person('savchenko', { form: 'Надія Савченко', lang: 'uk' }, { form: 'Nadija Sawtschenko', lang: 'de' });
  await person('savenko', { form: 'Надія Савенко', lang: 'uk' });
  await person('chiygoz', { form: 'Ахтем Зейтуллаевич Чийгоз', lang: 'ru' });
  ({ position: position['before'] = '' } = await send('RegisterPerson', { names: [{ form: 'Петро Петренко' }] }));
  await send('AddNameVariant', {
    person: ids['shevchenko'],
    name: { form: 'Kobzar', lang: 'uk-Latn', type: 'nickname' },
  });
});
afterAll(() => register.close());

const search = (name: string, more = ''): Promise<Answer> =>
  ok(`/v1/persons/search?name=${encodeURIComponent(name)}${more}`);
const found = async (name: string, more = ''): Promise<[string, string][]> =>
  (await search(name, more)).data.map(({ person, matched }: Answer) => [
    Object.keys(ids).find((key) => ids[key] === person.id) ?? person.id,
    matched.kind,
  ]);

describe('the search for persons by name', () => {
  it('says who was found, by which form, and how that form fits', async () => {
    const { data, asOf, references } = await search('Taras Shevchenko');
    expect(data).toEqual([
      {
        person: {
          id: ids['shevchenko'],
          names: [
            { form: 'Тарас Шевченко', lang: 'uk', script: 'Cyrl', type: 'legal' },
            { form: 'Kobzar', lang: 'uk-Latn', script: null, type: 'nickname' },
          ],
          details: [],
          cluster: [ids['shevchenko']],
          recordedAt: expect.any(String),
        },
        matched: {
          form: 'Тарас Шевченко',
          lang: 'uk',
          script: 'Cyrl',
          type: 'legal',
          kind: 'transliteration',
          distance: 0,
          table: 'uk-55-2010',
        },
      },
    ]);
    expect(asOf.position).toBe(register.projector.position());
    expect(references.persons).toMatchObject({ [ids['shevchenko']!]: 'Тарас Шевченко' });
  });

  it.each([
    ['шевченко', [['shevchenko', 'exact']]],
    ['Schewtschenko', [['shevchenko', 'transliteration']]],
    ['Тарас Шевчинко', [['shevchenko', 'misspelling']]],
    ['Savtchenko', [['savchenko', 'transliteration']]],
    ['Савенко', [['savenko', 'exact']]],
    ['Ahtem Çiygöz', [['chiygoz', 'transliteration']]],
    ['Чийгоз Ахтем', [['chiygoz', 'exact']]],
    ['Н. Савченко', [['savchenko', 'transliteration']]],
    [
      'Надія',
      [
        ['savchenko', 'exact'],
        ['savenko', 'exact'],
      ],
    ],
    ['Тарас Савченко', []],
    ['%_', null],
  ] as const)('by %s', async (name, expected) => {
    if (expected) return expect(await found(name)).toEqual(expected);
    expect((await get(`/v1/persons/search?name=${encodeURIComponent(name)}`)).status).toBe(400);
  });

  it('gives the best first, whatever the order in which they came', async () => {
    for (const form of ['Оксана Дарошенко', 'Oksana Doroshenko', 'Оксана Петрівна Дорошенко', 'Оксана Дорошенко'])
      await register.send('RegisterPerson', { names: [{ form }] });
    const { data } = await search('оксана дорошенко');
    expect(data.map(({ matched }: Answer) => [matched.form, matched.kind, matched.distance])).toEqual([
      ['Оксана Дорошенко', 'exact', 0],
      ['Оксана Петрівна Дорошенко', 'exact', 0],
      ['Oksana Doroshenko', 'transliteration', 0],
      ['Оксана Дарошенко', 'misspelling', 1],
    ]);
    expect((await search('Оксана Дорошенко', '&limit=1')).data).toHaveLength(1);
  });

  it('finds by a form only from the position on at which it was added', async () => {
    expect(await found('Кобзар')).toEqual([['shevchenko', 'transliteration']]);
    expect(await found('Кобзар', `&asOf=${position['before']}`)).toEqual([]);
    expect(await found('Шевченко', `&asOf=${position['before']}`)).toEqual([['shevchenko', 'exact']]);
    expect(await found('Шевченко', '&asOf=0')).toEqual([]);
  });

  it.each([
    ['name=', 'search-name', '?name'],
    ['', 'search-name', '?name'],
    [`name=${'а'.repeat(201)}`, 'search-name', '?name'],
    ['name=О.%20С.', 'search-name', '?name'],
    ['name=xy&limit=0', 'search-limit', '?limit'],
    ['name=xy&limit=101', 'search-limit', '?limit'],
    ['name=xy&limit=many', 'search-limit', '?limit'],
    ['name=xy&colour=red', 'unknown-parameter', '?colour'],
    ['name=xy&name=z', 'parameter-repeated', '?name'],
    ['name=xy&asOf=then', 'malformed-as-of', '?asOf'],
  ])('refuses %s', async (query, rule, pointer) => {
    const { status, headers, body } = await get(`/v1/persons/search?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors).toMatchObject([{ rule, pointer }]);
  });

  it('is the same in GraphQL', async () => {
    const query = `query ($name: String!, $first: Int, $asOf: String) {
      searchPersons(name: $name, first: $first, asOf: $asOf) {
        nodes { person { id names { form } clusterIds } matched { form kind distance table type } }
        asOf { position }
      }
    }`;
    const { data } = await ask(query, { name: 'Taras Shevchenko' });
    expect(data.searchPersons.nodes).toEqual([
      {
        person: {
          id: ids['shevchenko'],
          names: [{ form: 'Тарас Шевченко' }, { form: 'Kobzar' }],
          clusterIds: [ids['shevchenko']],
        },
        matched: { form: 'Тарас Шевченко', kind: 'transliteration', distance: 0, table: 'uk_55_2010', type: 'legal' },
      },
    ]);
    const early = await ask(query, { name: 'Кобзар', asOf: position['before'] });
    expect(early.data.searchPersons).toEqual({ nodes: [], asOf: { position: position['before'] } });
    expect((await ask(query, { name: 'xy', first: 101 })).errors[0].extensions.problem.errors).toMatchObject([
      { rule: 'search-limit', pointer: '?first' },
    ]);
  });

  it('takes at most four statements however many are found, and no more than asked for', async () => {
    for (let number = 0; number < 30; number += 1)
      await register.send('RegisterPerson', { names: [{ form: `Коваленко ${'абвгд'.charAt(number % 5)}нна` }] });
    register.statements();
    expect((await search('Kovalenko', '&limit=1')).data).toHaveLength(1);
    const few = register.statements().length;
    expect((await search('Kovalenko', '&limit=100')).data).toHaveLength(30);
    expect(register.statements().length).toBeLessThanOrEqual(few);
    expect(few).toBeLessThanOrEqual(4);
  });

  it('looks names up in the index', async () => {
    register.statements();
    await search('Taras Shevchenko');
    const statement = register.statements().find((text) => text.includes('kept.keys &&'))!;
    const { needed, preferred } = askedKeys(askedName('Taras Shevchenko'));
    const client = await register.pool.connect();
    try {
      // The planner reads a table as small as this one whole, if it may.
      await client.query('BEGIN; SET LOCAL enable_seqscan = off');
      const { rows } = await client.query(`EXPLAIN ${statement}`, [
        register.projector.position(),
        500,
        ...needed,
        ...preferred,
      ]);
      expect(JSON.stringify(rows)).toMatch(/Bitmap Index Scan on personal_values_keys/);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
