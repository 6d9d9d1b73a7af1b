import { createRequire } from 'node:module';

/** The message and service definitions that the client ships. They are generated CommonJS without a declared entry. */
const require = createRequire(import.meta.url);
const definitions = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1';

export const grpc = require('@grpc/grpc-js');
export const streamsPb = require(`${definitions}/streams_pb.js`);
export const sharedPb = require(`${definitions}/shared_pb.js`);
export const statusPb = require(`${definitions}/status_pb.js`);
export const gossipPb = require(`${definitions}/gossip_pb.js`);
export const serverFeaturesPb = require(`${definitions}/serverfeatures_pb.js`);
export const { Any } = require('google-protobuf/google/protobuf/any_pb.js');
export const { Empty: GoogleEmpty } = require('google-protobuf/google/protobuf/empty_pb.js');
export const { StreamsService } = require(`${definitions}/streams_grpc_pb.js`);
export const { GossipService } = require(`${definitions}/gossip_grpc_pb.js`);
export const { ServerFeaturesService } = require(`${definitions}/serverfeatures_grpc_pb.js`);

/** A status as the server sends one: trailers name the exception. */
export function statusError(code, details, trailers = {}) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, String(value));
  return Object.assign(new Error(details), { code, details, metadata });
}

export function streamIdentifier(name) {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name).toString('base64'));
  return identifier;
}

export function streamNameOf(identifier) {
  return Buffer.from(identifier.getStreamName_asU8()).toString('utf8');
}

/** A UUID travels as text, or as two numbers of 64 bits. */
export function uuidText(uuid) {
  if (uuid.hasString()) return uuid.getString();
  const half = (bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');
  const { mostSignificantBits, leastSignificantBits } = uuid.getStructured().toObject();
  const hex = half(mostSignificantBits) + half(leastSignificantBits);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function textUuid(text) {
  const uuid = new sharedPb.UUID();
  uuid.setString(text);
  return uuid;
}

export function proposedEvent(message) {
  return {
    id: uuidText(message.getId()),
    type: message.getMetadataMap().get('type'),
    contentType: message.getMetadataMap().get('content-type'),
    data: message.getData_asB64(),
    metadata: message.getCustomMetadata_asB64(),
  };
}

/** An event of the store as a message of a read or subscription. */
export function eventResponse(event) {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(textUuid(event.id));
  recorded.setStreamIdentifier(streamIdentifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const map = recorded.getMetadataMap();
  map.set('type', event.type);
  map.set('content-type', event.contentType);
  map.set('created', event.ticks);
  const read = new streamsPb.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new streamsPb.ReadResp();
  response.setEvent(read);
  return response;
}
