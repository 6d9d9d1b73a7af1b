export type AppName = 'command-api' | 'relay' | 'projector' | 'gateway';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An app as a process, which can be killed and started again on the same port with the same settings. */
export interface AppProcess {
  readonly name: string;
  readonly kind: AppName;
  readonly url: string;
  pid(): number | undefined;
  isRunning(): boolean;
  /** The last it said on both outputs. */
  words(): string;
  /** Resolves when `/readyz` says yes. @throws Error where it ends before, or takes too long */
  ready(): Promise<void>;
  /** Default SIGKILL; resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<ProcessEnd>;
  /** Resolves when it is ready, or with `wait: false` at once. */
  start(options?: { readonly wait?: boolean }): Promise<void>;
  onUnexpectedEnd(tell: (end: UnexpectedEnd) => void): void;
}

export interface UnexpectedEnd {
  readonly name: string;
  readonly how: string;
  readonly words: string;
}

export interface DistributedOptions {
  /** Data of everything that is started here, secrets and marks; made where it is missing. */
  readonly directory: string;
  /** Default: the embedded PostgreSQL on data in the directory. The role needs CREATEROLE. */
  readonly databaseUrl?: string | undefined;
  /** Default: a broker from infra/kafka on data in the directory. */
  readonly kafkaBrokers?: string | undefined;
  /** Default: the stand-in for KurrentDB on a file in the directory. */
  readonly kurrentUrl?: string | undefined;
  /** Which apps, several of a kind with a number behind the name (`relay-2`). Default: one of each. */
  readonly apps?: readonly string[];
  /** By name; free ones by default. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Further variables by the name or kind of the app, `*` for all. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Told what the processes say. */
  readonly output?: (name: string, text: string) => void;
  /** Whether the case of December 2017 is imported where it was not yet. Default true. */
  readonly firstCase?: boolean;
  readonly logger?: {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

export interface Distributed {
  readonly directory: string;
  /** By app, and those of what they stand on: `DATABASE_URL`, `KAFKA_BROKERS`, `KURRENTDB_URL`. */
  readonly urls: Readonly<Record<string, string>>;
  readonly apps: Readonly<Record<string, AppProcess>>;
  readonly token: string;
  /** The variables with which an app of that name is started. */
  environment(name: string): Readonly<Record<string, string>>;
  /** Settles when a process ends that nobody ended. */
  readonly died: Promise<UnexpectedEnd>;
  /** Gateway, command side, relay, projector, then what they stand on. */
  stop(): Promise<void>;
}

/** Starts everything and waits until it is ready; compile before. Whatever was started before a failure is stopped again. */
export function startDistributed(options: DistributedOptions): Promise<Distributed>;
