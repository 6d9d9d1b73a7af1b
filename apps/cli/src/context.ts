import { resolve } from 'node:path';
import { type Paint, paint } from './output/style.ts';
import type { Terminal } from './terminal.ts';

/** Options every command takes. */
export interface SharedOptions {
  readonly json?: boolean;
  readonly url?: string;
  readonly token?: string;
  readonly dataDir?: string;
  /** False after `--no-color`. */
  readonly color?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Of a server named by the user; null where the one of the data directory is meant. */
  readonly url: string | null;
  /** Given by the user; null where the one of the data directory is meant. */
  readonly token: string | null;
  readonly json: boolean;
  /** Styles for stdout. */
  readonly style: Paint;
  /** One sentence on stderr. */
  say(text: string): void;
}

const given = (...values: readonly (string | undefined)[]): string | null => values.find((value) => value) ?? null;

export function contextOf(terminal: Terminal, options: SharedOptions): Context {
  const { environment } = terminal;
  const colour = options.color !== false;
  const painted = { ...terminal, colour: { out: terminal.colour.out && colour, err: terminal.colour.err && colour } };
  return {
    terminal: painted,
    dataDirectory: resolve(given(options.dataDir, environment['AFA_DATA_DIR']) ?? '.afa'),
    url: given(options.url, environment['AFA_URL']),
    token: given(options.token, environment['AFA_TOKEN']),
    json: options.json === true,
    style: paint(painted.colour.out),
    say: (text) => void terminal.err.write(`${text}\n`),
  };
}
