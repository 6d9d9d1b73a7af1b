import { createWriteStream } from 'node:fs';

/** `info`: the outcome is unknown; whatever it turns out to be must be accepted. */
export type OutcomeKind = 'invoke' | 'ok' | 'fail' | 'info';

/** One line of the history that a run writes and the checker judges. */
export interface Entry<Value = unknown> {
  /** Milliseconds since the run began. */
  readonly t: number;
  readonly process: string;
  readonly f: 'append' | 'read' | 'query' | 'fault';
  readonly type: OutcomeKind;
  readonly value: Value;
}

/** An answer over HTTP as it came, so that the checker judges its form, not the driver. */
export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Values of `append` entries; `key` is the Idempotency-Key, a UUID, and so the command's id. */
export interface Invoked {
  readonly key: string;
  readonly command: string;
  readonly body: object;
}
export interface Acknowledged {
  readonly key: string;
  readonly answer: {
    readonly commandId: string;
    readonly stream: string;
    readonly revision: number;
    readonly position: string;
    readonly events: readonly { readonly id: string; readonly type: string; readonly position: string }[];
  };
}
/** An answer to a read with the token of an acknowledged command; `shown`: as of which position, null in a problem. */
export interface OwnWrite {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly status: number;
  readonly shown: string | null;
}
export interface Refused {
  readonly key: string;
  readonly answered: Answered;
}
export interface Unknown {
  readonly key: string;
  readonly reason: string;
  readonly answered?: Answered;
}

/** Value of a `fault` entry: what was done, and how many milliseconds later `/readyz` answered 200 again. */
export interface Fault {
  readonly kind: string;
  readonly readyAfter?: number;
  readonly detail?: string;
}

export interface History {
  readonly entries: readonly Entry[];
  record(process: string, f: Entry['f'], type: OutcomeKind, value: unknown): void;
  close(): Promise<void>;
}

/** Keeps the history in memory for the checker and as JSON lines for whoever has to understand a violation. */
export function openHistory(path: string): History {
  const file = createWriteStream(path);
  const begun = performance.now();
  const entries: Entry[] = [];
  return {
    entries,
    record(process, f, type, value) {
      const entry = { t: Math.round(performance.now() - begun), process, f, type, value };
      entries.push(entry);
      file.write(`${JSON.stringify(entry)}\n`);
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}
