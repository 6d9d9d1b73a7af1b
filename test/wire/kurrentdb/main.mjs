import { parseArgs } from 'node:util';
import { openControl } from './control.mjs';
import { Clock, Faults } from './faults.mjs';
import { Node } from './node.mjs';
import { Store } from './store.mjs';

/**
 * A stand-in for KurrentDB, for tests: speaks as much of its protocol as the event log uses, keeps its events in a file, and fails on demand.
 *
 *   node main.mjs --file events.jsonl [--port 2113] [--nodes 2] [--fsync] [--truncate-to 100]
 *
 * `--port` is the first node's (0: any free one); `--truncate-to` keeps only so many events of what the file held, as a log restored from an
 * old copy does. Prints one line of JSON once it answers: {port, ports, controlPort}.
 */
const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    port: { type: 'string', default: '0' },
    nodes: { type: 'string', default: '1' },
    fsync: { type: 'boolean', default: false },
    'truncate-to': { type: 'string' },
  },
});
if (!values.file) throw new Error('--file is missing: where the events are kept');

// Whoever started it through a channel takes it along, however it ends: no server is left behind by a test run that was killed.
if (process.connected) process.once('disconnect', () => process.exit());

const faults = new Faults();
const clock = new Clock();
const keep = values['truncate-to'] === undefined ? Infinity : Number(values['truncate-to']);
const store = new Store(values.file, { fsync: values.fsync, keep }, () => clock.read());
const cluster = { nodes: [], leader: null };
for (let index = 0; index < Number(values.nodes); index += 1) {
  const node = new Node({ store, faults, cluster });
  await node.listen(index === 0 ? Number(values.port) : 0);
  cluster.nodes.push(node);
}
cluster.leader = cluster.nodes[0];
const controlPort = await openControl({ cluster, faults, clock, store });
const ports = cluster.nodes.map(({ port }) => port);
console.log(JSON.stringify({ port: ports[0], ports, controlPort }));
