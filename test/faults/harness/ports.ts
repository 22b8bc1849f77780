import { freePort } from '#embedded';

/** Below the range from which systems give ports to outgoing connections: a server that is down finds its port again. */
const lowest = 15_000;
const count = 15_000;

/** Ports that stay ours for the time of a run, however often what listens there is started again. */
export async function steadyPorts(wanted: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < wanted) {
    const port = lowest + Math.floor(Math.random() * count);
    if ((await freePort(port)) === port) ports.add(port);
  }
  return [...ports];
}
