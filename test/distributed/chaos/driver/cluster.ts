import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { timed } from '../../../chaos/driver/target.ts';
import { buildOnce } from '../../../support/standalone-process.ts';
import { type Given, type Ground, openGround } from './ground.ts';

const starter = () => import('../../../../infra/run/distributed.mjs');
type Starter = Awaited<ReturnType<typeof starter>>;
type Distributed = Awaited<ReturnType<Starter['startDistributed']>>;
export type AppProcess = Distributed['apps'][string];
export type AppName = AppProcess['kind'];

export interface ClusterOptions {
  /** For data, secrets and the event log's file. */
  readonly directory: string;
  /** The compiled checkout to run; default: this one. */
  readonly checkout?: string;
  readonly given?: Given;
  /** Default: two relays and two projectors, one of everything else. */
  readonly apps?: readonly string[];
  readonly topic?: string;
}

/** All processes of the distributed profile and what they stand on. */
export interface Cluster {
  readonly ground: Ground;
  readonly topic: string;
  readonly apps: readonly AppProcess[];
  readonly gatewayUrl: string;
  readonly token: string;
  /** Resolves when every app says on `/readyz` that it is. @throws Error where one does not in time */
  ready(): Promise<void>;
  ofKind(kind: AppName): readonly AppProcess[];
  /** Does something to the apps while nobody else does anything to them; returns how many milliseconds that took, without the wait for its turn. */
  alone(apps: readonly AppProcess[], act: () => Promise<void>): Promise<number>;
  /** Told where a process ends although nobody here ended it. */
  onOwnEnd(listener: (detail: string) => void): void;
  remove(): Promise<void>;
}

const APPS = ['command-api', 'relay', 'relay-2', 'projector', 'projector-2', 'gateway'];
/** Of the topic: more than projectors, so that each has several to lose. */
const PARTITIONS = '6';

/** The starter of the checkout that is run, for it starts what is compiled beside it. */
async function starterOf(checkout: string | undefined): Promise<Starter> {
  if (checkout === undefined) return starter();
  return (await import(pathToFileURL(join(checkout, 'infra/run/distributed.mjs')).href)) as Starter;
}

/** Whoever strikes an app waits until those have done who struck it before. */
function inTurns(): Cluster['alone'] {
  const turns = new Map<AppProcess, Promise<number>>();
  return (apps, act) => {
    const before = apps.flatMap((app) => turns.get(app) ?? []);
    const turn = Promise.allSettled(before).then(() => timed(act));
    for (const app of apps) turns.set(app, turn);
    return turn;
  };
}

function watched(apps: readonly AppProcess[]): Cluster['onOwnEnd'] {
  let listener: (detail: string) => void = () => undefined;
  for (const app of apps)
    app.onUnexpectedEnd(({ name, how, words }) => {
      listener(`${name}: ${how}: ${words.slice(-2_000)}`);
      // The run goes on, with a violation on record.
      void app.start({ wait: false });
    });
  return (other) => void (listener = other);
}

async function startApps(options: ClusterOptions, ground: Ground): Promise<Distributed> {
  const { directory, topic, apps = APPS } = options;
  const { startDistributed } = await starterOf(options.checkout);
  return startDistributed({
    directory: join(directory, 'apps'),
    databaseUrl: ground.databaseUrl,
    kafkaBrokers: ground.brokers.join(','),
    kurrentUrl: ground.kurrentUrl,
    apps,
    firstCase: false,
    environment: {
      '*': { AFA_LOG_LEVEL: 'warn', ...(topic && { AFA_TOPIC: topic }) },
      relay: { AFA_TOPIC_PARTITIONS: PARTITIONS },
      // As `npm run start:distributed` has it with a broker of its own.
      projector: { AFA_CONSUMER_SESSION: '3000' },
    },
  });
}

/** Starts everything. @throws Error where the code does not compile or something does not start */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  if (!options.checkout) await buildOnce();
  const ground = await openGround(options.directory, options.given);
  try {
    const distributed = await startApps(options, ground);
    const apps = Object.values(distributed.apps);
    return {
      ground,
      topic: options.topic ?? 'afa.events.v1',
      apps,
      gatewayUrl: distributed.urls['gateway']!,
      token: distributed.token,
      ready: async () => void (await Promise.all(apps.map((app) => app.ready()))),
      ofKind: (kind) => apps.filter((app) => app.kind === kind),
      alone: inTurns(),
      onOwnEnd: watched(apps),
      async remove() {
        await Promise.all(apps.filter((app) => app.isRunning()).map((app) => app.kill()));
        await distributed.stop();
        await ground.remove();
      },
    };
  } catch (error) {
    await ground.remove();
    throw error;
  }
}
