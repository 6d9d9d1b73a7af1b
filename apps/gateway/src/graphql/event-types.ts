import type { HistoryEntry } from '#libs/audit';
import type { RecordedEvent } from '#libs/contracts';
import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { dateTime, json, position } from './scalars.ts';

const required = (type: GraphQLOutputType) => ({ type: new GraphQLNonNull(type) });

/** What every event tells of itself. */
const told = {
  type: required(GraphQLString),
  schemaVersion: required(GraphQLInt),
  stream: required(GraphQLString),
  revision: required(GraphQLInt),
  position: required(position),
  recordedAt: required(dateTime),
};

export const historyEntryType = new GraphQLObjectType<HistoryEntry>({
  name: 'HistoryEntry',
  fields: {
    event: required(GraphQLID),
    ...told,
    actor: required(GraphQLString),
    commandId: required(GraphQLID),
    correlationId: required(GraphQLString),
    reason: { type: GraphQLString },
    claimantKind: { type: GraphQLString, resolve: ({ claimant }) => claimant?.kind ?? null },
    claimantId: { type: GraphQLID, resolve: ({ claimant }) => claimant?.id ?? null },
    target: { type: GraphQLID, description: 'The claim it is about.' },
    sourceIds: { ...required(new GraphQLList(new GraphQLNonNull(GraphQLID))), resolve: ({ sources }) => sources },
  },
});

const metadataType = new GraphQLObjectType({
  name: 'EventMetadata',
  fields: {
    actor: required(GraphQLString),
    commandId: required(GraphQLID),
    correlationId: required(GraphQLString),
    causationId: required(GraphQLString),
    traceparent: { type: GraphQLString },
    reason: { type: GraphQLString },
  },
});

export const eventType = new GraphQLObjectType<RecordedEvent>({
  name: 'Event',
  description: 'An event as the log holds it. The form of `data` is at /schemas/{type}/{schemaVersion}.',
  fields: { id: required(GraphQLID), ...told, data: required(json), metadata: required(metadataType) },
});
