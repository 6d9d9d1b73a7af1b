import type { RecordedEvent } from '#libs/contracts';

/** An event on its way to many: made into text once, whoever gets it. */
export interface Passed {
  readonly event: RecordedEvent;
  readonly json: string;
}

export const passed = (event: RecordedEvent): Passed => ({ event, json: JSON.stringify(event) });
