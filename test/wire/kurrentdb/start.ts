import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An event as the stand-in holds it, with the full name of its stream (prefix included). */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly recordedAt: string;
  readonly type: string;
}

/** Calls by the library that made them. */
export type CallCount = Readonly<Record<'total' | 'grpc-js' | 'other', number>>;
export type CallKind = 'read' | 'subscribe' | 'append' | 'batchAppend' | 'features' | 'gossip';

export interface StandInStats {
  readonly events: number;
  readonly connections: number;
  readonly openConnections: number;
  readonly openSubscriptions: number;
  readonly nodes: readonly { readonly port: number; readonly calls: Partial<Record<CallKind, CallCount>> }[];
}

/** The fault switches. All take effect before the promise resolves. */
export interface StandInControl {
  /** Cuts all connections once. */
  drop(): Promise<void>;
  /** Cuts all connections and refuses new ones, until switched off. */
  refuse(on: boolean): Promise<void>;
  /** Each answer comes so much later. */
  delay(milliseconds: number): Promise<void>;
  /** No call is worked on, until switched off; then those that waited are. */
  hang(on: boolean): Promise<void>;
  /** The next so many appends are stored and their connection cut instead of answered. */
  cutAfterCommit(count: number): Promise<void>;
  /** The next so many appends are not stored and their connection cut. */
  cutBeforeCommit(count: number): Promise<void>;
  /** The next so many calls fail with this gRPC status. */
  fail(failure: { code: number; details?: string; exception?: string; count: number }): Promise<void>;
  /** Subscriptions that are open now deliver nothing any more, without a word. */
  muteSubscriptions(): Promise<void>;
  endSubscriptions(how: 'end' | 'cancel'): Promise<void>;
  /** Index of the node that leads from now on. */
  leader(node: number): Promise<void>;
  /** Readings of the server's clock, one for each append, the last for ever; none: the machine's clock again. */
  clock(readings: readonly (string | Date)[]): Promise<void>;
  /** Writes an event as somebody else might, to the stream of this full name. */
  writeForeign(stream: string): Promise<void>;
  stats(): Promise<StandInStats>;
  /** All that is stored, in commit order, without the server's own streams. */
  events(): Promise<StoredEvent[]>;
}

export interface KurrentStandIn {
  /** Connection string of the (first) node. */
  readonly url: string;
  readonly ports: readonly number[];
  readonly pid: number;
  readonly file: string;
  readonly control: StandInControl;
  /** SIGKILL. The file stays; start again with `{ file, port: ports[0] }`. */
  kill(): Promise<void>;
  /** Ends the process, and removes the file if it was not given. */
  stop(): Promise<void>;
}

export interface StandInOptions {
  /** Where the events are kept; by default in a new folder that `stop` removes. */
  readonly file?: string;
  /** Of the first node; by default any free one. */
  readonly port?: number;
  /** Default 1. All share one store; the first leads. */
  readonly nodes?: number;
  readonly fsync?: boolean;
  /** Keeps only the first so many events of the file. */
  readonly truncateTo?: number;
}

const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'main.mjs');

/** Starts the stand-in for KurrentDB as a process of its own and waits until it answers. */
export async function startKurrentStandIn(options: StandInOptions = {}): Promise<KurrentStandIn> {
  const folder = options.file === undefined ? mkdtempSync(join(tmpdir(), 'kurrent-stand-in-')) : null;
  const file = options.file ?? join(folder ?? '', 'events.jsonl');
  const child = spawn(process.execPath, [MAIN, ...argumentsOf({ ...options, file })], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'], // the channel ends it when this process ends, in whatever way
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const { ports, controlPort } = await readiness(child);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `kurrentdb://127.0.0.1:${ports[0]}?tls=false`,
    ports,
    pid: child.pid ?? 0,
    file,
    control: controlOver(controlPort),
    kill,
    stop: async () => {
      await kill();
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function argumentsOf({ file, port, nodes, fsync, truncateTo }: StandInOptions & { file: string }): string[] {
  return [
    `--file=${file}`,
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...(nodes === undefined ? [] : [`--nodes=${nodes}`]),
    ...(fsync ? ['--fsync'] : []),
    ...(truncateTo === undefined ? [] : [`--truncate-to=${truncateTo}`]),
  ];
}

interface Readiness {
  readonly ports: readonly number[];
  readonly controlPort: number;
}

function readiness(child: ChildProcess): Promise<Readiness> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as Readiness));
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code} before it was ready`)));
  });
}

function controlOver(port: number): StandInControl {
  const send = async (name: string, body: object = {}): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/${name}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the stand-in has no switch ${name}`);
    return response.json();
  };
  const act = async (name: string, body?: object): Promise<void> => void (await send(name, body));
  return {
    drop: () => act('drop'),
    refuse: (on) => act('refuse', { on }),
    delay: (milliseconds) => act('delay', { milliseconds }),
    hang: (on) => act('hang', { on }),
    cutAfterCommit: (count) => act('cut-after-commit', { count }),
    cutBeforeCommit: (count) => act('cut-before-commit', { count }),
    fail: (failure) => act('fail', failure),
    muteSubscriptions: () => act('mute-subscriptions'),
    endSubscriptions: (how) => act('end-subscriptions', { how }),
    leader: (node) => act('leader', { node }),
    clock: (readings) => act('clock', { readings }),
    writeForeign: (stream) => act('write-foreign', { stream }),
    stats: async () => (await send('stats')) as StandInStats,
    events: async () => (await send('events')) as StoredEvent[],
  };
}
