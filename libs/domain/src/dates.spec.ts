import { describe, expect, it } from '@jest/globals';
import { type UncertainDateInput, uncertainDate } from '#libs/contracts';
import { dayBounds, onRange, resolveDate } from './dates.ts';

const bounds = (edtf: string) => {
  const found = dayBounds(edtf);
  return found && `${found.earliest ?? '–'} ${found.latest ?? '–'}`;
};
const resolve = (fields: Partial<UncertainDateInput>) => resolveDate({ asWritten: 'as written', ...fields }, '/date');
const faults = (fields: Partial<UncertainDateInput>) => {
  const result = resolve(fields);
  return result.ok ? [] : result.rejections.map(({ rule, pointer }) => `${rule} ${pointer}`);
};

describe('the days a date may mean', () => {
  it.each([
    ['2017', '2017-01-01 2017-12-31'],
    ['2017-12', '2017-12-01 2017-12-31'],
    ['2017-12-27', '2017-12-27 2017-12-27'],
    ['2016-02', '2016-02-01 2016-02-29'],
    ['2017-02', '2017-02-01 2017-02-28'],
    ['1900-02', '1900-02-01 1900-02-28'],
    ['2000-02-29', '2000-02-29 2000-02-29'],
    ['2017-04', '2017-04-01 2017-04-30'],
    ['0099-03', '0099-03-01 0099-03-31'],
  ])('%s', (edtf, expected) => expect(bounds(edtf)).toBe(expected));

  it.each([
    ['XXXX-12-27', '– –'],
    ['XXXX-03', '– –'],
    ['XXXX-02-29', '– –'],
    ['XXXX', '– –'],
    ['201X', '2010-01-01 2019-12-31'],
    ['20XX', '2000-01-01 2099-12-31'],
    ['000X', '0001-01-01 0009-12-31'],
    ['2017-XX', '2017-01-01 2017-12-31'],
    ['2017-12-XX', '2017-12-01 2017-12-31'],
    ['2017-1X', '2017-10-01 2017-12-31'],
    ['2017-0X', '2017-01-01 2017-09-30'],
    ['2017-12-X0', '2017-12-10 2017-12-30'],
    ['2017-X2-30', '2017-12-30 2017-12-30'],
    ['2017-XX-31', '2017-01-31 2017-12-31'],
    ['156X-12-25', '1560-12-25 1569-12-25'],
    ['201X-02-29', '2012-02-29 2016-02-29'],
  ])('with unspecified digits: %s', (edtf, expected) => expect(bounds(edtf)).toBe(expected));

  it.each([
    ['2017?', '2017-01-01 2017-12-31'],
    ['2017-12-27?', '2017-12-27 2017-12-27'],
    ['2017~', '2016-01-01 2018-12-31'],
    ['2017%', '2016-01-01 2018-12-31'],
    ['2017-11~', '2017-10-01 2017-12-31'],
    ['2017-12~', '2017-11-01 2018-01-31'],
    ['2016-01~', '2015-12-01 2016-02-29'],
    ['2017-12-31~', '2017-12-30 2018-01-01'],
    ['2016-03-01~', '2016-02-29 2016-03-02'],
    ['2017-~12-31', '2017-11-30 2018-01-31'],
    ['2017-12~-27', '2017-11-27 2018-01-27'],
    ['~2016-02-29', '2015-02-28 2017-02-28'],
    ['2017?-12-27', '2017-12-27 2017-12-27'],
    ['2017?-~12', '2017-11-01 2018-01-31'],
    ['9999~', '9998-01-01 –'],
    ['0001~', '– 0002-12-31'],
  ])('with marks: %s', (edtf, expected) => expect(bounds(edtf)).toBe(expected));

  it.each([
    ['2017-12-27/2017-12-29', '2017-12-27 2017-12-29'],
    ['2017/2018-02', '2017-01-01 2018-02-28'],
    ['2017-12-27~/2017-12-29', '2017-12-26 2017-12-29'],
    ['2017-12-27/..', '2017-12-27 –'],
    ['../2017', '– 2017-12-31'],
    ['2017/', '2017-01-01 –'],
    ['/2017', '– 2017-12-31'],
    ['XXXX-12-27/XXXX-12-29', '– –'],
    ['201X/2020', '2010-01-01 2020-12-31'],
    ['[2017-12-26..2017-12-28]', '2017-12-26 2017-12-28'],
    ['[2018, 2016,2017-03]', '2016-01-01 2018-12-31'],
    ['{2016,2017-12}', '2016-01-01 2017-12-31'],
    ['[..2017-12-28]', '– 2017-12-28'],
    ['{2016,2017-12-26..}', '2016-01-01 –'],
    ['[2017,XXXX-12-27]', '– –'],
    ['[2017-12-26..2017-12-28,2018-01-03~]', '2017-12-26 2018-01-04'],
  ])('of intervals and sets: %s', (edtf, expected) => expect(bounds(edtf)).toBe(expected));
});

describe('what is no date of the register', () => {
  it.each(['', ' 2017', '2017-13', '2017-00', '2017-02-30', '2017-02-29', '1900-02-29', '2017-04-31', '2017-4-1'])(
    'days that do not exist and other forms: %j',
    (edtf) => expect(bounds(edtf)).toBeNull(),
  );
  it.each(['2017-21', '2017-21/2017-22', 'Y170000', 'Y1E5', '1950S2', '201', '20', '-0044', '-201X', '-XXXX', '0000'])(
    'seasons, exponents, decades, centuries, years before 1: %j',
    (edtf) => expect(bounds(edtf)).toBeNull(),
  );
  it.each(['2017-12-27T10:00:00Z', '2017-12-27T10:00:00Z/2018', '2017-12-27T24:00:00'])('times of day: %j', (edtf) =>
    expect(bounds(edtf)).toBeNull(),
  );
  it.each(['2018/2017', '2017-12-28/2017-12-27', '[2018..2017]', '../..', '/', '[..2017..]', '[2017', '{}'])(
    'reversed and empty stretches: %j',
    (edtf) => expect(bounds(edtf)).toBeNull(),
  );
});

describe('a date with its words', () => {
  it('keeps what the words support beside what it is resolved to', () => {
    const result = resolve({ edtf: 'XXXX-12-27', resolved: '2017-12-27', basis: 'source' });
    const value = {
      asWritten: 'as written',
      edtf: 'XXXX-12-27',
      resolved: '2017-12-27',
      basis: 'source',
      earliest: '2017-12-27',
      latest: '2017-12-27',
    };
    expect(result).toEqual({ ok: true, value });
    expect(uncertainDate.parse(value)).toEqual(value);
  });

  it('may have words alone, or be resolved without an EDTF of its own', () => {
    expect(resolve({})).toMatchObject({ ok: true, value: { edtf: null, resolved: null, basis: null, earliest: null } });
    expect(resolve({ resolved: '2017-12-26', basis: 'calendar' })).toMatchObject({
      ok: true,
      value: { edtf: null, earliest: '2017-12-26', latest: '2017-12-26' },
    });
    expect(resolve({ edtf: 'XXXX-12-27' })).toMatchObject({ ok: true, value: { earliest: null, latest: null } });
  });

  it('names every fault with its field', () => {
    expect(faults({ edtf: '2017-21', resolved: '2017-02-30' })).toEqual([
      'malformed-date /date/edtf',
      'malformed-date /date/resolved',
      'date-resolved-without-basis /date/basis',
    ]);
    expect(faults({ edtf: '2017', earliest: '2017-01-02', latest: '2017-12-31' })).toEqual([
      'derived-mismatch /date/earliest',
    ]);
    expect(faults({ edtf: 'XXXX-12-27', latest: '2017-12-27' })).toEqual(['derived-mismatch /date/latest']);
    expect(faults({ edtf: '2017', earliest: null, latest: null })).toEqual([]);
  });

  it.each([
    ['XXXX-12-27', '2017-12-27'],
    ['XXXX-12', '2017-12-27'],
    ['XXXX-12', '2017-12-26/2017-12-28'],
    ['XXXX-12-27', '2017-12-27~'],
    ['XXXX-12-27/XXXX-12-29', '2017-12-27/2017-12-29'],
    ['XXXX-12-27/XXXX-12-29', '2017-12-28'],
    ['XXXX-12-30/XXXX-01-02', '2018-01-01'],
    ['XXXX-12-30/XXXX-01-02', '2017-12-30/2018-01-02'],
    ['XXXX', '2017'],
    ['201X', '2012/2015'],
    ['2017', '2017-12-27'],
    ['2017-12~', '2018-01-15'],
    ['[2016,2018]', '2018-03'],
    ['2017-12-27/..', '2020'],
    ['2017-12-27/..', '2018/..'],
    ['[..2017-12-28]', '2016'],
  ])('%s may be resolved to %s', (edtf, resolved) => expect(faults({ edtf, resolved, basis: 'editor' })).toEqual([]));

  it.each([
    ['XXXX-12-27', '2017-12-28'],
    ['XXXX-12-27', '2017-12'],
    ['XXXX-12', '2017-11-30/2017-12-02'],
    ['XXXX-12', '2016-12-05/2017-12-05'],
    ['XXXX-12-27/XXXX-12-29', '2017-12-30'],
    ['XXXX-12-30/XXXX-01-02', '2018-01-03'],
    ['XXXX-02-29/XXXX-03-02', '2017-02-28/2017-03-02'],
    ['2017', '2016-12-27'],
    ['2017', '2017-12/2018-01'],
    ['2017', '2017-12-27/..'],
    ['201X', '2020'],
    ['2017-XX-27', '2017-01-27/2017-03-27'],
    ['2017-12~', '2018-02-01'],
    ['2017-12?', '2018-01-01'],
    ['[2016,2018]', '2017'],
    ['[2016,2018]', '2016/2018'],
    ['../2017', '2018-01-01'],
  ])('%s may not be resolved to %s', (edtf, resolved) =>
    expect(faults({ edtf, resolved, basis: 'editor' })).toEqual(['date-resolved-elsewhere /date/resolved']),
  );
});

describe('on=', () => {
  it('needs a first and a last day', () => {
    expect(onRange('2017-12')).toEqual({ ok: true, value: { earliest: '2017-12-01', latest: '2017-12-31' } });
    for (const edtf of ['XXXX-12-27', '2017/..', '../2017', 'tomorrow'])
      expect(onRange(edtf)).toMatchObject({ ok: false, rejections: [{ rule: 'malformed-date', pointer: '/on' }] });
  });
});
