/**
 * Where adapters differ by what their store can do. The suite asserts what a capability promises where it is there, and where it is not
 * the statement that is true of every log.
 */
export interface LogCapabilities {
  /** Positions count events: the first is 1, none is left out. Else they only rise. */
  readonly densePositions: boolean;
  /** Events are recorded by the clock handed to the adapter, never falling. Else by the server's, which may. */
  readonly givenClock: boolean;
  /**
   * An event id that stands anywhere in the log is never written again. Else that is known of one stream only, and of that
   * only for an append that expects `any` or another revision than the stream has.
   */
  readonly idsAcrossStreams: boolean;
  /** A waiting subscription gets each append as one page. Else possibly on several. */
  readonly appendsOnOnePage: boolean;
}

/** What the adapters promise that decide every append themselves. */
export const everyCapability: LogCapabilities = {
  densePositions: true,
  givenClock: true,
  idsAcrossStreams: true,
  appendsOnOnePage: true,
};
