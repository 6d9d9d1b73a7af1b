// The settings of a broker that is its own controller, for one machine: everything on loopback, nothing created by accident.

/**
 * @param {{directory: string, port: number, controllerPort: number, settings?: Record<string, string>}} options
 * @returns {string} the text of a server.properties file
 */
export function serverProperties({ directory, port, controllerPort, settings = {} }) {
  const all = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': directory,
    // A misspelt topic is an error, not a new topic with a partition count that nobody chose.
    'auto.create.topics.enable': 'false',
    // There is one broker, so nothing internal can have a second replica.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // Members that come one after the other rebalance more often, but the first needs not wait three seconds.
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    // A broker that was killed is known as alive until its session ends, and cannot come back before.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'num.recovery.threads.per.data.dir': '1',
    // The cleaner's default buffer alone is a quarter of the heap.
    'log.cleaner.dedupe.buffer.size': '4194304',
    'log.index.size.max.bytes': '1048576',
    'file.delete.delay.ms': '1000',
    ...settings,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
