import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { type Decide, type Fault, ProxiedConnection } from './proxied-connection.js';
import type { RequestName } from './frames.js';

export type { Decide, Fault, RequestName };

export interface FaultProxy {
  /** For `createKafka`: the broker advertises its own address, so clients are led here by their socket instead. */
  readonly socketFactory: (target: {
    readonly host: string;
    readonly port: number;
    readonly onConnect: () => void;
  }) => Socket;
  /** How often each fault struck each request, `Produce drop` for instance. */
  readonly struck: ReadonlyMap<string, number>;
  /** Decides from now on; no faults at first. */
  decide: Decide;
  /** Lets held requests go on to the broker. */
  release(): void;
  close(): Promise<void>;
}

/** A frame-aware proxy before a broker, `host:port`. */
export async function startProxy(broker: string): Promise<FaultProxy> {
  const { hostname, port: brokerPort } = new URL(`tcp://${broker}`);
  const connections = new Set<ProxiedConnection>();
  const struck = new Map<string, number>();
  const count = (request: RequestName): Fault | null => {
    const fault = proxy.decide(request);
    if (fault !== null) struck.set(`${request} ${fault}`, (struck.get(`${request} ${fault}`) ?? 0) + 1);
    return fault;
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(brokerPort), noDelay: true });
    const connection = new ProxiedConnection(client, upstream, count);
    connections.add(connection);
    upstream.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const proxy: FaultProxy = {
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port, noDelay: true }, onConnect),
    struck,
    decide: () => null,
    release: () => connections.forEach((connection) => connection.release()),
    close: async () => {
      for (const connection of connections) connection.end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
