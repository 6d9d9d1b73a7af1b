import { Readable, Writable } from 'node:stream';
import type { Terminal } from '../terminal.ts';

/** A terminal of which a test reads what was printed. */
export interface TestTerminal extends Terminal {
  printed(): { readonly out: string; readonly err: string };
  interrupt(): void;
  /** Moves the clock on, in milliseconds. */
  pass(milliseconds: number): void;
}

export interface TestTerminalOptions {
  readonly interactive?: boolean;
  readonly colour?: boolean;
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function testTerminal({
  interactive = false,
  colour = false,
  stdin = '',
  environment = {},
}: TestTerminalOptions = {}): TestTerminal {
  const printed = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        printed[name] += chunk.toString();
        done();
      },
    });
  const stop = new AbortController();
  let now = Date.parse('2026-11-22T12:00:00Z');
  return {
    in: Readable.from([Buffer.from(stdin)]),
    out: into('out'),
    err: into('err'),
    interactive,
    colour: { out: colour, err: colour },
    columns: 100,
    environment,
    now: () => new Date(now),
    interrupted: stop.signal,
    printed: () => ({ ...printed }),
    interrupt: () => stop.abort(),
    pass: (milliseconds) => void (now += milliseconds),
  };
}
