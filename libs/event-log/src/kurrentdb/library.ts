import type { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type * as SharedMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type * as StreamMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { CallOptions, Metadata } from '@grpc/grpc-js';

/**
 * The client's package and its generated code, which it ships without declaring it: pinned to one version, reached for here only.
 * Loaded when a log is opened, not before: it costs half a second and a native addon, which a profile without KurrentDB never needs.
 */
export interface Library {
  readonly connect: (url: string) => ClientInside;
  readonly StreamsClient: typeof StreamsClient;
  readonly messages: typeof StreamMessages.default;
  readonly shared: typeof SharedMessages.default;
}

/**
 * What is used of a client: its channel, which knows the cluster's leader, TLS and the login. The members are public at run time only.
 * Its own reads go through a second connection that stalls on small answers and never recovers from a cold start; its own appends
 * let rejections escape when a connection is cut under load, which ends the process. So both are made here, on its channel.
 */
export interface ClientInside {
  getGRPCClient(service: typeof StreamsClient, name: string): Promise<StreamsClient>;
  callArguments(base: { requiresLeader: boolean; deadline?: number }, options?: CallOptions): [Metadata, CallOptions];
  /** Lets the client leave a channel that failed, or turn to the leader that the error names. */
  handleError(client: StreamsClient, error: Error): Promise<void>;
}

/** Loads the client. */
export async function loadLibrary(): Promise<Library> {
  const [client, services, messages, shared] = await Promise.all([
    import('@kurrent/kurrentdb-client'),
    import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js'),
    import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'),
    import('@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js'),
  ]);
  return {
    connect: (url) => client.KurrentDBClient.connectionString(url) as unknown as ClientInside,
    StreamsClient: services.default.StreamsClient,
    messages: messages.default,
    shared: shared.default,
  };
}
