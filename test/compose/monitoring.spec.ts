import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createMetrics } from '#libs/platform';
import { parse } from 'yaml';
import { consumptionMetrics, observeProjector, projectionMetrics } from '../../apps/projector/src/metrics.ts';
import { observeRelay, relayMetrics } from '../../apps/relay/src/metrics.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The metrics of each process, made as the process makes them. */
function namesOf(): ReadonlySet<string> {
  const metrics = createMetrics();
  projectionMetrics(metrics);
  consumptionMetrics(metrics);
  relayMetrics(metrics);
  const lag = async () => ({ events: 0, seconds: 0 });
  observeProjector(metrics, { lag, parked: async () => [] });
  observeRelay(metrics, { state: () => 'active', position: () => '0', lag }, { readAll: async () => [] });
  const names = metrics.registry.getMetricsAsArray().flatMap(({ name, type }) =>
    // 3 is the histogram of prom-client, whose series have a suffix each.
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return new Set([...names, 'up']);
}

/** Names of series in an expression: what is no function, no label and no word of the language. */
const seriesIn = (expression: string): string[] =>
  expression
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ')
    .match(/[a-z_:][a-z0-9_:]*(?!\s*\(|[a-z0-9_:])/gi)!
    .filter((word) => !/^(or|and|unless|by|sum|max|min|rate|increase|vector|histogram_quantile)$/.test(word));

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}
const dashboard = JSON.parse(text('infra/grafana/dashboards/all-for-all.json')) as Dashboard;
const alerts = (parse(text('infra/prometheus/alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const names = namesOf();

describe('what is watched exists', () => {
  it.each(dashboard.panels.map(({ title, targets }) => [title, targets] as const))('panel %s', (_title, targets) => {
    for (const { expr } of targets) {
      expect(seriesIn(expr).length).toBeGreaterThan(0);
      for (const series of seriesIn(expr)) expect([...names]).toContain(series);
    }
  });

  it.each(alerts.map(({ alert, expr }) => [alert, expr] as const))('alert %s', (_alert, expr) => {
    expect(seriesIn(expr).length).toBeGreaterThan(0);
    for (const series of seriesIn(expr)) expect([...names]).toContain(series);
  });

  it('each alert has a paragraph for whoever is woken by it', () => {
    const operations = text('docs/operations.md');
    for (const { alert } of alerts) expect(operations).toContain(`### ${alert}`);
  });

  it('every figure that tells of lag, loss or standing still is watched', () => {
    const watched = [
      ...alerts.map(({ expr }) => expr),
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    for (const name of [...names].filter((each) => /^afa_(relay|projection)_/.test(each)))
      if (!/publishing_seconds|batches_total$/.test(name)) expect(watched.join('\n')).toContain(name);
  });

  it('the dashboard is one that Grafana finds, fed by the Prometheus that is provisioned', () => {
    const source = parse(text('infra/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string }[];
    };
    for (const panel of dashboard.panels)
      expect(panel).toMatchObject({ datasource: { uid: source.datasources[0]!.uid } });
    const { services } = parse(text('docker-compose.yml'), { merge: true }) as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    const home = services['grafana']!.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'];
    expect(home).toBe('/etc/grafana/dashboards/all-for-all.json');
  });

  it('Prometheus asks every app', () => {
    const { scrape_configs: scraped } = parse(text('infra/prometheus/prometheus.yml')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const { services } = parse(text('docker-compose.yml'), { merge: true }) as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    for (const name of ['command-api', 'relay', 'projector', 'gateway']) {
      const port = services[name]!.environment['AFA_PORT'];
      const targets = scraped.find(({ job_name: job }) => job === name)?.static_configs[0]!.targets;
      expect(targets).toEqual([`${name}:${port}`]);
    }
  });
});
