import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Dialect, RequestName } from './proxy/dialect.js';
import { KafkaDialect } from './proxy/kafka-dialect.js';
import { type Decide, type Fault, ProxiedConnection } from './proxy/proxied-connection.js';
import type { Weather } from './proxy/weather.js';

export { PostgresDialect } from './proxy/postgres-dialect.js';
export type { Decide, Fault, RequestName, Weather };

export interface ProxyOptions {
  /** Where it listens; any free port unless given. */
  readonly port?: number;
  /** Of what it understands; Kafka unless given. */
  readonly dialect?: () => Dialect;
}

export interface FaultProxy {
  readonly port: number;
  /** For `createKafka`: where the broker advertises its own address, clients are led here by their socket instead. */
  readonly socketFactory: (target: {
    readonly host: string;
    readonly port: number;
    readonly onConnect: () => void;
  }) => Socket;
  /** How often each fault struck each request, `Produce drop` for instance. */
  readonly struck: ReadonlyMap<string, number>;
  /** Decides from now on; no faults at first. */
  decide: Decide;
  /** From now on, for all connections; fair at first. */
  setWeather(weather: Weather): void;
  /** Lets held requests go on to the server. */
  release(): void;
  /** Cuts every connection; answers how many. */
  cutAll(): number;
  /** The ports by which the server knows the connections. */
  serverPorts(): number[];
  close(): Promise<void>;
}

/** A frame-aware proxy before a server, `host:port`. */
export async function startProxy(
  target: string,
  { port: wanted = 0, dialect = () => new KafkaDialect() }: ProxyOptions = {},
): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(`tcp://${target}`);
  const connections = new Set<ProxiedConnection>();
  const struck = new Map<string, number>();
  let weather: Weather = {};
  const count = (request: RequestName): Fault | null => {
    const fault = proxy.decide(request);
    if (fault !== null) struck.set(`${request} ${fault}`, (struck.get(`${request} ${fault}`) ?? 0) + 1);
    return fault;
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(targetPort), noDelay: true });
    const connection = new ProxiedConnection(client, upstream, dialect(), count, () => weather);
    connections.add(connection);
    upstream.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const cutAll = (): number => {
    const count = connections.size;
    for (const connection of connections) connection.end();
    return count;
  };

  const proxy: FaultProxy = {
    port,
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port, noDelay: true }, onConnect),
    struck,
    decide: () => null,
    setWeather: (next) => {
      weather = next;
      connections.forEach((connection) => connection.weatherChanged());
    },
    release: () => connections.forEach((connection) => connection.release()),
    cutAll,
    serverPorts: () => [...connections].flatMap(({ localPort }) => localPort ?? []),
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
