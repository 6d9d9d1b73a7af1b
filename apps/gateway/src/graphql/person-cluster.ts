import { judgements } from '#libs/contracts';
import type { StoredDocument } from '#libs/queries';
import { GraphQLID, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import type { Context } from './context.ts';
import type { Fields, OutputTypes } from './output-types.ts';
import { referenceOf } from './resolve.ts';
import { dateTime } from './scalars.ts';
import { type Seen, seenRow } from './seen.ts';

const text = { type: new GraphQLNonNull(GraphQLString) };

const idOf = (field: string) => ({
  type: new GraphQLNonNull(GraphQLID),
  resolve: ({ value }: Seen) => value[field],
});

function judgementType(types: OutputTypes): GraphQLObjectType<Seen, Context> {
  return new GraphQLObjectType<Seen, Context>({
    name: 'Judgement',
    description: 'A standing judgement on two persons: who decided it, when and why.',
    fields: () => ({
      left: { type: types.model('persons'), resolve: referenceOf('left', 'persons') },
      leftId: idOf('left'),
      right: { type: types.model('persons'), resolve: referenceOf('right', 'persons') },
      rightId: idOf('right'),
      judgement: {
        type: new GraphQLNonNull(types.enums(judgements, 'DecideMatchJudgement')),
        resolve: ({ value }) => value['judgement'],
      },
      reason: { ...text, resolve: ({ value }) => value['reason'] },
      recordedAt: { type: new GraphQLNonNull(dateTime), resolve: ({ value }) => value['recordedAt'] },
      recordedBy: { ...text, resolve: ({ value }) => value['recordedBy'] },
    }),
  });
}

const clusterOf = ({ reading, value }: Seen, context: Context) =>
  context.loaders(reading).cluster.load(value['id'] as string);

/** What judgements make of a person: the persons it is one with, and those judgements. Rows do not hold them. */
export function clusterFields(types: OutputTypes, ofView: Fields): Fields {
  return {
    cluster: {
      ...ofView['cluster']!,
      description: 'All persons that standing positive judgements make one, this one included.',
      resolve: async (seen, _given, context) => {
        const { members } = await clusterOf(seen, context);
        return members.map(async (id) => {
          const row = await context.loaders(seen.reading).row('persons').load(id);
          return row && seenRow(seen.reading, 'persons', row);
        });
      },
    },
    clusterIds: {
      ...ofView['clusterIds']!,
      resolve: async (seen, _given, context) => (await clusterOf(seen, context)).members,
    },
    clusterJudgements: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(judgementType(types)))),
      description: 'The judgements that make the cluster, the first recorded first.',
      resolve: async ({ reading, ...seen }, _given, context) => {
        const { judgements: made } = await clusterOf({ reading, ...seen }, context);
        return made.map((value: StoredDocument) => ({ reading, value }));
      },
    },
  };
}
