/** A running broker. `stop` lets it shut down in order, `kill` does not; both wait for the end of the process and say how it ended. */
export interface KafkaBroker {
  /** For clients: host and port. */
  readonly brokers: string;
  readonly port: number;
  readonly pid: number;
  readonly ended: Promise<string | number>;
  stop(): Promise<string | number>;
  kill(): Promise<string | number>;
}

export interface KafkaBrokerOptions {
  /** Data and configuration; prepared where it is new. */
  readonly directory: string;
  /** Free ones by default. */
  readonly port?: number;
  readonly controllerPort?: number;
  /** Most memory of the Java heap; `512m` by default. */
  readonly heap?: string;
  /** By default those with which it starts quickly. */
  readonly javaOptions?: readonly string[];
  /** Further lines of `server.properties`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the broker's warnings go; nowhere by default. */
  readonly output?: NodeJS.WritableStream;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Throws one sentence where Java or Maven are missing, and what the broker said where it does not start. */
export function startKafka(options: KafkaBrokerOptions): Promise<KafkaBroker>;
