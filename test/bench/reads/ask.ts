import { Agent, get } from 'node:http';
import { percentile } from '../statistics.js';

export interface Asked {
  readonly perSecond: number;
  /** In milliseconds. */
  readonly p99: number;
}

export interface Load {
  readonly seconds: number;
  readonly connections: number;
  /** So many at least, however long they take. */
  readonly least?: number;
}

/** Asks over connections that stay open, each for one answer after the other. What is not a 200 ends it: a rate of errors is none. */
export async function ask(urlOf: () => string, { seconds, connections, least = 0 }: Load): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  const client = async () => {
    do times.push(await one(agent, urlOf()));
    while (performance.now() < until || times.length < least);
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
    const perSecond = (times.length * 1_000) / (performance.now() - begun);
    return { perSecond, p99: percentile(times, 0.99) };
  } finally {
    agent.destroy();
  }
}

function one(agent: Agent, url: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - begun);
        else reject(new Error(`${url} answered ${response.statusCode ?? 'nothing'}`));
      });
      response.once('error', reject);
    }).once('error', reject);
  });
}
