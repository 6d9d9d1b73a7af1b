import { describe, expect, it } from '@jest/globals';
import { modelNames } from '../models.ts';
import type { ListName } from '../question.ts';
import { fieldAbouts, reportAbouts } from './abouts.ts';
import { cellsOf, columnsOf, reportLeaves } from './columns.ts';

const lists: readonly ListName[] = [...modelNames, 'timeline'];
const namesOf = (list: ListName, on = false): string[] => columnsOf(list, on).map(({ name }) => name);

describe('the columns of every list', () => {
  it.each(lists)('of %s have a name of their own and say what they mean', (list) => {
    const columns = columnsOf(list, true);
    expect(columns.filter(({ about }) => !/^\S.{9,}\.$/.test(about)).map(({ name }) => name)).toEqual([]);
    const names = columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))).toEqual([]);
  });

  it('are told of nothing that is not there', () => {
    const fields = new Set(reportLeaves().map(({ path }) => path[0]));
    expect(Object.keys(reportAbouts).filter((field) => !fields.has(field))).toEqual([]);
    for (const list of lists) {
      const paths = columnsOf(list, false).map(({ path }) => path.filter((field) => field !== 'claim').join('.'));
      const idle = Object.keys(fieldAbouts[list]).filter(
        (field) => !paths.some((path) => path === field || path.startsWith(`${field}.`)),
      );
      expect(idle).toEqual([]);
    }
  });

  it('hold every count whole: no number without its operator, its bounds and its words', () => {
    const parts = ['op', 'value', 'upTo', 'low', 'best', 'high', 'unit_asWritten', 'unit_counts', 'breakdowns'];
    for (const list of lists) {
      const names = new Set(namesOf(list));
      const counts = [...names].filter((name) => name.endsWith('_op')).map((name) => name.slice(0, -'_op'.length));
      for (const count of counts)
        for (const part of [...parts, 'asWritten']) expect(names).toContain(`${count}_${part}`);
      for (const name of names) if (name.endsWith('_best')) expect(names).toContain(name.replace(/best$/, 'op'));
    }
    expect(namesOf('claims')).toContain('report_count_op');
    expect(namesOf('timeline')).toContain('report_count_op');
  });

  it('are typed by the schema of the list', () => {
    const byName = new Map(columnsOf('claims', true).map((column) => [column.name, column]));
    expect(byName.get('id')).toMatchObject({ type: 'uuid', nullable: false });
    expect(byName.get('claimant_kind')).toMatchObject({ type: 'text', values: ['party', 'person'] });
    expect(byName.get('publisher')).toMatchObject({ type: 'uuid', nullable: true });
    expect(byName.get('recordedAt')).toMatchObject({ type: 'instant', nullable: false });
    expect(byName.get('saidAt_earliest')).toMatchObject({ type: 'date', nullable: true, path: ['saidAt', 'earliest'] });
    expect(byName.get('report')).toMatchObject({ type: 'json' });
    expect(byName.get('report_count_value')).toMatchObject({ type: 'integer', nullable: true });
    expect(byName.get('report_characterisation')).toMatchObject({ type: 'text', personal: true });
    // A charge's words in one report, the id of its claim in another.
    expect(byName.get('report_charge')).toMatchObject({ type: 'text', personal: true });
    expect(byName.get('report_status')?.values).toEqual(expect.arrayContaining(['charged', 'serving', 'ordered']));
    expect(columnsOf('sources', false).find(({ name }) => name === 'length')).toMatchObject({ type: 'integer' });
  });

  it('say whether it is certain only where days are asked for, behind all others', () => {
    expect(namesOf('swaps', true)).toEqual([...namesOf('swaps'), 'validity']);
    expect(namesOf('timeline', true)).toEqual([...namesOf('timeline'), 'validity']);
    expect(namesOf('persons', true)).toEqual(namesOf('persons'));
  });

  it('of the timeline are those of claims behind the days', () => {
    expect(namesOf('timeline')).toEqual(['earliest', 'latest', ...namesOf('claims')]);
  });
});

describe('a row', () => {
  it('has null where the item has nothing, at whatever depth', () => {
    const columns = columnsOf('claims', false);
    const item = {
      id: 'c',
      claimant: { kind: 'party', id: 'p' },
      saidAt: null,
      evidence: [{ source: 's', located: { locator: 'paragraph 1' } }],
      report: { leg: 'a', count: { value: 2000, op: 'gt', unit: { counts: 'person', asWritten: 'citizens' } } },
    };
    const cells = cellsOf(columns, item);
    const row = Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]));
    expect(row).toMatchObject({
      id: 'c',
      claimant_id: 'p',
      saidAt_edtf: null,
      evidence: '[{"located":{"locator":"paragraph 1"},"source":"s"}]',
      report_leg: 'a',
      report_count_op: 'gt',
      report_count_value: 2000,
      report_count_unit_asWritten: 'citizens',
      report_holder: null,
      report_date_edtf: null,
    });
    expect(row['report']).toBe(
      '{"count":{"op":"gt","unit":{"asWritten":"citizens","counts":"person"},"value":2000},"leg":"a"}',
    );
  });
});
