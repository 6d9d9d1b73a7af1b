import { openKurrentEventLog } from '#libs/event-log';
import { plainCodec } from '#libs/privacy';
import { replayTo } from '#libs/projections';
import type { Compared } from '../../../chaos/checker/evidence.ts';
import type { Target } from '../../../chaos/driver/target.ts';
import type { Cluster } from './cluster.ts';
import { digestOfModels, servingSchema } from './digest.ts';
import { readLogFile } from './log-file.ts';
import { lookingAt } from './look.ts';
import { strikesOn } from './strikes.ts';
import { readBus } from './topic.ts';

interface Comparison {
  readonly kind: string;
  readonly differences: readonly object[];
  readonly counts: Readonly<Record<string, { readonly served: number }>>;
}

/** A replay as auditors ask for one, at the front door; its last message is the comparison. */
async function replayedAt({ gatewayUrl, token }: Cluster, to: string): Promise<Compared> {
  const response = await fetch(`${gatewayUrl}/v1/operations/replays`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to, compare: true }),
  });
  const last = (await response.text()).trim().split('\n').at(-1)!;
  const { kind, differences, counts } = JSON.parse(last) as Comparison;
  if (kind !== 'comparison') throw new Error(`a replay to ${to} ended with ${response.status} ${last.slice(0, 500)}`);
  return { position: to, differences, rows: Object.values(counts).reduce((sum, { served }) => sum + served, 0) };
}

const quiet = { info() {}, warn() {}, error() {} };

/** Every version of every row against a fold of the whole log into an empty schema. */
async function digested({ ground }: Cluster, position: string): Promise<Compared> {
  const { databaseUrl: url, kurrentUrl } = ground;
  const log = await openKurrentEventLog({ url: kurrentUrl, codec: plainCodec, logger: quiet });
  try {
    const replay = await replayTo({ log, url, position });
    try {
      const served = await digestOfModels(url, await servingSchema(url));
      const folded = await digestOfModels(url, replay.schema);
      const differences = served.sha256 === folded.sha256 ? [] : [{ served, folded }];
      return { position, differences, rows: served.rows };
    } finally {
      await replay.drop();
    }
  } finally {
    await log.close();
  }
}

/** The register as several processes behind one gateway, on an event log whose file, and a topic that, are read past them. */
export function distributed(cluster: Cluster): Target {
  const { ground, topic, gatewayUrl, token } = cluster;
  return {
    url: () => gatewayUrl,
    token: () => token,
    strikes: strikesOn(cluster),
    onOwnEnd: cluster.onOwnEnd,
    order: 'rising',
    readLog: () => readLogFile(ground.logFile),
    look: lookingAt(ground.databaseUrl, topic),
    lookEvery: 400,
    async replayed(positions) {
      const compared: Compared[] = [];
      for (const position of positions) compared.push(await replayedAt(cluster, position));
      compared.push(await digested(cluster, positions.at(-1)!));
      return compared;
    },
    readBus: () => readBus(ground.brokers, topic, ground.databaseUrl),
  };
}
