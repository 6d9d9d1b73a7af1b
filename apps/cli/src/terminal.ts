import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes. Data goes to `out`, everything said to a person to `err`. */
export interface Terminal {
  readonly in: Readable;
  readonly out: Writable;
  readonly err: Writable;
  /** Whether `err` is a terminal that can redraw its line. */
  readonly interactive: boolean;
  /** Colours on `out`, on `err`. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Aborted by Ctrl-C or SIGTERM: stop what you began, then end. */
  readonly interrupted: AbortSignal;
}

/** Writes and waits until the reader has taken enough of it: `afa events | less` must not fill the memory. */
export async function put(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/** https://no-color.org: any value but the empty one. */
export function coloursOn(stream: { readonly isTTY?: boolean }, environment: Terminal['environment']): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

export function processTerminal(interrupted: AbortSignal): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    in: stdin,
    out: stdout,
    err: stderr,
    interactive: stderr.isTTY === true && env['TERM'] !== 'dumb',
    colour: { out: coloursOn(stdout, env), err: coloursOn(stderr, env) },
    columns: stdout.columns ?? 120,
    environment: env,
    now: () => new Date(),
    interrupted,
  };
}
