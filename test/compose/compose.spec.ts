import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { commandApiFields } from '../../apps/command-api/src/composition/configuration.ts';
import { migrationFields } from '../../apps/command-api/src/composition/migration.ts';
import { gatewayFields } from '../../apps/gateway/src/composition/configuration.ts';
import { projectorFields } from '../../apps/projector/src/configuration.ts';
import { relayFields } from '../../apps/relay/src/configuration.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly restart?: string;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, object>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const read = (path: string): Compose => parse(text(path), { merge: true }) as Compose;
const base = read('docker-compose.yml');
const overlay = read('docker-compose.cluster.yml');

/** As compose lays one file over another: what is a map is merged, everything else is replaced. */
function laidOver(below: Service | undefined, above: Service): Service {
  const merged = <Key extends 'environment' | 'depends_on'>(key: Key) => ({ ...below?.[key], ...above[key] });
  return { ...below, ...above, environment: merged('environment'), depends_on: merged('depends_on') };
}
const overlaid: Readonly<Record<string, Service>> = {
  ...base.services,
  ...Object.fromEntries(
    Object.entries(overlay.services).map(([name, service]) => [name, laidOver(base.services[name], service)]),
  ),
};

const fields: Readonly<Record<string, object>> = {
  migrate: migrationFields,
  'first-case': commandApiFields,
  'command-api': commandApiFields,
  relay: relayFields,
  projector: projectorFields,
  gateway: gatewayFields,
};
const ONE_SHOT = /^(no|on-failure(:\d+)?)$/;

describe.each([
  ['docker-compose.yml', base.services],
  ['with docker-compose.cluster.yml on top', overlaid],
])('%s', (_name, services) => {
  const all = Object.entries(services);

  it.each(all)('%s: its image is pinned to a version', (_service, { image }) => {
    expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$/);
  });

  it.each(all)('%s: its ports are bound to loopback', (_service, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it.each(all)('%s: has a health check, or runs once', (_service, { healthcheck, restart }) => {
    if (ONE_SHOT.test(restart ?? '')) expect(healthcheck).toBeUndefined();
    else expect(healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(all)(
    '%s: waits for what it needs to be healthy, or to have ended well',
    (_service, { depends_on: needs = {} }) => {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const runsOnce = ONE_SHOT.test(services[needed]?.restart ?? '');
        expect([needed, condition]).toEqual([needed, runsOnce ? 'service_completed_successfully' : 'service_healthy']);
        expect(services).toHaveProperty([needed]);
      }
    },
  );

  it.each(all)('%s: its volumes and networks are named', (_service, { volumes = [], networks = [] }) => {
    const named = { ...base.volumes, ...overlay.volumes };
    for (const volume of volumes.filter((each) => !each.startsWith('.')))
      expect(named).toHaveProperty([volume.split(':')[0]!]);
    for (const network of Array.isArray(networks) ? (networks as string[]) : Object.keys(networks))
      expect(base.networks).toHaveProperty([network]);
  });

  it.each(Object.entries(fields))('%s: its variables are those that it reads', (name, known) => {
    for (const variable of Object.keys(services[name]!.environment ?? {})) expect(known).toHaveProperty([variable]);
  });

  it.each(Object.keys(fields))('%s: runs as nobody in particular, on a root that cannot be written', (name) => {
    const { user, read_only: readOnly, cap_drop: dropped, build } = services[name]!;
    expect({ user, readOnly, dropped, build }).toEqual({
      user: '10001:10001',
      readOnly: true,
      dropped: ['ALL'],
      build: '.',
    });
  });
});

describe('docker-compose.yml', () => {
  it.each(Object.keys(fields))('%s: starts a file that is built', (name) => {
    const main = base.services[name]!.command!.at(-1)!;
    expect(() => text(main.replace(/^dist\//, '').replace(/\.js$/, '.ts'))).not.toThrow();
  });

  it('keeps the event log and the database out of reach from outside', () => {
    expect(base.networks['stores']).toEqual({ internal: true });
    for (const name of ['kurrentdb', 'postgres']) expect(base.services[name]).toMatchObject({ networks: ['stores'] });
  });

  it('runs the Kafka that the tests run', () => {
    const version = /<version>(4\.[\d.]+)<\/version>/.exec(text('infra/kafka/pom.xml'))![1]!;
    expect(base.services['kafka']!.image).toBe(`apache/kafka:${version}`);
    expect(overlaid['kafka-3']!.image).toBe(`apache/kafka:${version}`);
  });

  it('gives the address with the administrator to the migration alone', () => {
    const administered = Object.keys(fields).filter((name) =>
      base.services[name]!.environment!['DATABASE_URL']!.includes('@'),
    );
    expect(administered).toEqual(['migrate']);
  });
});

describe('the cluster', () => {
  const { relay, projector, gateway } = overlaid as Record<'relay' | 'projector' | 'gateway', Service>;

  it('is named whole: every broker and every node', () => {
    const brokers = Object.keys(overlaid).filter((name) => name.startsWith('kafka'));
    const nodes = Object.keys(overlaid).filter((name) => name.startsWith('kurrentdb'));
    expect([brokers.length, nodes.length]).toEqual([3, 3]);
    for (const { environment } of [relay, projector])
      expect(environment!['KAFKA_BROKERS']).toBe(brokers.map((name) => `${name}:9092`).join(','));
    for (const { environment } of [relay, projector, gateway])
      expect(new URL(environment!['KURRENTDB_URL']!.replace('kurrentdb:', 'http:').replaceAll(',', '/')).href).toBe(
        `http://${nodes.map((name) => `${name}:2113`).join('/')}?tls=false&nodePreference=leader`,
      );
  });

  it('publishes what two of three brokers have', () => {
    expect(relay.environment).toMatchObject({ AFA_TOPIC_REPLICATION: '3', AFA_TOPIC_MIN_IN_SYNC: '2' });
  });
});

describe('Dockerfile', () => {
  const lines = text('Dockerfile').split('\n');

  it('pins its base and leaves root before it ends', () => {
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases).toHaveLength(2);
    for (const line of bases) expect(line).toMatch(/^FROM node:20\.\d+\.\d+-bookworm-slim( AS build)?$/);
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 10001:10001']);
    expect(lines.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
  });

  it('copies only what .dockerignore lets through', () => {
    const allowed = text('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = lines.flatMap((line) =>
      (/^COPY (?!--from)(.+) \S+$/.exec(line)?.[1] ?? '').split(' ').filter(Boolean),
    );
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) expect(allowed).toContain(`!${path}`);
  });
});
