import { describe, expect, it } from '@jest/globals';
import { isEnumType, isInputObjectType, isObjectType, validateSchema } from 'graphql';
import { commandNames } from '#libs/contracts';
import { lowerFirst } from './names.ts';
import { graphqlSchema } from './schema.ts';

describe('the schema', () => {
  const schema = graphqlSchema();

  it('is valid', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('has one mutation for each command, of the same fields', () => {
    const mutations = schema.getMutationType()!.getFields();
    expect(Object.keys(mutations)).toEqual(commandNames.map(lowerFirst));
    const input = schema.getType('ReportLegInput');
    expect(isInputObjectType(input) && Object.keys(input.getFields())).toEqual([
      'swap',
      'leg',
      'parent',
      'partBy',
      'from',
      'to',
      'phase',
      'count',
      'date',
      'place',
      'persons',
      'claim',
    ]);
  });

  it('gives references as objects beside their ids', () => {
    const detention = schema.getType('Detention');
    const fields = isObjectType(detention) ? detention.getFields() : {};
    expect(String(fields['person']?.type)).toBe('Person');
    expect(String(fields['personId']?.type)).toBe('ID');
  });

  it('keeps the words of REST in enums', () => {
    const stance = schema.getType('Stance');
    expect(isEnumType(stance) && stance.getValues().map(({ name, value }) => [name, value as string])).toContainEqual([
      'true_certain',
      'true-certain',
    ]);
  });

  it('names what has no name of its own by where it stands', () => {
    for (const name of [
      'SwapStatus',
      'DetentionReport',
      'LegClaim',
      'Unit',
      'ClaimReferenceInput',
      'TimelineConnection',
    ])
      expect(schema.getType(name)).toBeDefined();
  });
});
