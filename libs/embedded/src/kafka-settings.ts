export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
  readonly listeners?: readonly KafkaListener[];
}

/** One more way to the broker; who comes by it is told to come by `advertised` again, where a proxy may stand. */
export interface KafkaListener {
  readonly port: number;
  readonly advertised: number;
  readonly protocol?: 'PLAINTEXT' | 'SASL_SSL';
}

/** `log.dirs` is relative to the folder the broker runs in: in a list of folders, a path with a comma would be two. */
export const kafkaDataFolder = 'data';

/** The settings of a single node that holds everything and answers to this machine only. */
export function kafkaSettings(ports: KafkaPorts, more: Readonly<Record<string, string>> = {}): string {
  const others = (ports.listeners ?? []).map((listener, n) => ({ ...listener, name: `MORE${n}` }));
  const listen = others.map(({ name, port }) => `,${name}://127.0.0.1:${port}`).join('');
  const advertise = others.map(({ name, advertised }) => `,${name}://127.0.0.1:${advertised}`).join('');
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}${listen}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.broker}${advertise}`,
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${others.map(({ name, protocol = 'PLAINTEXT' }) => `,${name}:${protocol}`).join('')}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': kafkaDataFolder,
    'auto.create.topics.enable': 'false',
    'num.partitions': '6',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    // A group that was away over the holidays goes on where it was.
    'offsets.retention.minutes': '525600',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    // After a kill the broker must outwait its own former self's session before it is let in again.
    'broker.heartbeat.interval.ms': '500',
    'broker.session.timeout.ms': '3000',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'num.recovery.threads.per.data.dir': '1',
    'log.cleaner.threads': '1',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...more,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
