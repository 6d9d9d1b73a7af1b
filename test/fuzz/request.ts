/** One request as it goes over the wire. What it is for stands beside it, for the report of a failure. */
export interface FuzzRequest {
  readonly family: string;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What requests may name: ids of the scene by category, claims with their streams, cursors, positions. */
export interface Pools {
  readonly token: string;
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly claims: readonly { readonly stream: string; readonly claim: string }[];
  readonly cursors: readonly string[];
  readonly head: string;
}
