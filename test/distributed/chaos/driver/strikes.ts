import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Strike } from '../../../chaos/driver/target.ts';
import type { Random } from '../../../support-domain/random.ts';
import type { AppName, AppProcess, Cluster } from './cluster.ts';
import { deleteTopic, repeatMessages } from './topic-faults.ts';

/** Longer than a member of a consumer group may be silent before others take its partitions. Milliseconds. */
const FROZEN = 8_000;

/** Does the damage; whoever calls it waits for the recovery and takes the time. */
type Damage = (random: Random) => Promise<unknown>;

const APPS: readonly AppName[] = ['command-api', 'relay', 'projector', 'gateway'];

async function again(app: AppProcess, signal: NodeJS.Signals): Promise<void> {
  const { code } = await app.kill(signal);
  if (signal === 'SIGTERM' && code !== 0) throw new Error(`${app.name} did not stop in order: ${app.words()}`);
  await app.start();
}

/** The process stands still until others take it for dead, and then goes on as if nothing had happened. */
async function freeze(app: AppProcess): Promise<void> {
  const pid = app.pid()!;
  process.kill(pid, 'SIGSTOP');
  await pause(FROZEN);
  process.kill(pid, 'SIGCONT');
  await app.ready();
}

function onApps(cluster: Cluster): Record<string, Strike> {
  /** Of several of a kind, one. */
  const one =
    (kind: AppName, strike: (app: AppProcess) => Promise<void>): Strike =>
    (random) => {
      const app = random.pick(cluster.ofKind(kind));
      return cluster.alone([app], () => strike(app));
    };
  return Object.fromEntries(
    APPS.flatMap((kind): [string, Strike][] => [
      [`kill ${kind}`, one(kind, (app) => again(app, 'SIGKILL'))],
      [`stop ${kind}`, one(kind, (app) => again(app, 'SIGTERM'))],
      [`freeze ${kind}`, one(kind, freeze)],
    ]),
  );
}

/** $1 how many. Sessions of the register's logins, busy ones first. */
const TERMINATE = `
SELECT pg_terminate_backend(pid) FROM (
  SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
   ORDER BY state = 'active' DESC, random() LIMIT $1) AS sessions`;

async function terminate(adminUrl: string, sessions: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(TERMINATE, [sessions]);
  await client.end();
}

/** Everything at once, as when the power fails; started again in any order. */
async function killAll({ apps, ground }: Cluster, random: Random): Promise<void> {
  const killed = apps.map((app) => app.kill());
  await Promise.all([...killed, ground.crashPostgres('SIGKILL'), ground.killKafka(), ground.killEventLog()]);
  const order = random.some(apps, apps.length, apps.length);
  await Promise.all(order.map((app) => app.start()));
}

const onGround = ({ ground }: Cluster): Record<string, Damage> => ({
  'kill PostgreSQL': () => ground.crashPostgres('SIGKILL'),
  'shut PostgreSQL down at once': () => ground.crashPostgres('SIGQUIT'),
  'end sessions of PostgreSQL': (random) => terminate(ground.databaseUrl, 1 + random.below(4)),
  'kill Kafka': () => ground.killKafka(),
  'kill event log': () => ground.killEventLog(),
});

/** What the event log does to its clients while its process lives. */
const onEventLog = ({ ground: { control } }: Cluster): Record<string, Damage> => ({
  'cut appends behind the commit': (random) => control().cutAfterCommit(1 + random.below(3)),
  'cut appends before the commit': (random) => control().cutBeforeCommit(1 + random.below(3)),
  'cut connections to the event log': () => control().drop(),
  'end subscriptions': (random) => control().endSubscriptions(random.pick(['end', 'cancel'])),
  'mute subscriptions': () => control().muteSubscriptions(),
  'event log hangs': async (random) => {
    await control().hang(true);
    await pause(500 + random.below(2_500));
    await control().hang(false);
  },
  'event log refuses': async (random) => {
    await control().refuse(true);
    await pause(500 + random.below(2_500));
    await control().refuse(false);
  },
});

const onTopic = (cluster: Cluster): Record<string, Damage> => ({
  'repeat messages': (random) => repeatMessages(cluster, random),
  'delete topic': () => deleteTopic(cluster),
  'wipe Kafka': () => cluster.ground.killKafka({ wipe: true }),
});

/** What can be done to a cluster, by name. Each ends when the apps that it strikes, or that stand on what it strikes, are ready again. */
export function strikesOn(cluster: Cluster): Record<string, Strike> {
  const onAll = { ...onGround(cluster), ...onEventLog(cluster), ...onTopic(cluster) };
  /** What the apps stand on is struck while no app is. */
  const settled =
    (damage: Damage): Strike =>
    (random) =>
      cluster.alone(cluster.apps, async () => {
        await damage(random);
        await cluster.ready();
      });
  return {
    ...onApps(cluster),
    ...Object.fromEntries(Object.entries(onAll).map(([kind, damage]) => [kind, settled(damage)])),
    'kill everything': settled((random) => killAll(cluster, random)),
  };
}
