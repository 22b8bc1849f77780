import { SingleBar } from 'cli-progress';
import type { Report } from './report.js';

const EVERY_MS = 1_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A bar on standard error where that is a terminal, a line of JSON a second elsewhere. */
export function reportOnStderr(onSwitched: (result: object) => void): Report {
  const bar = process.stderr.isTTY ? new Bar() : new Lines();
  const tell = (state: string, more: object = {}): void => {
    bar.stop();
    if (process.stderr.isTTY) say([state, ...Object.values(more).map(String)].join(' '));
    else say(JSON.stringify({ state, ...more }));
  };
  return {
    restoring: (topic) => tell('restoring', { topic }),
    building: (generation, records) => bar.start(generation, records),
    applied: (records) => bar.add(records),
    built: (generation) => tell('built', { generation }),
    comparing: () => tell('comparing'),
    announcing: (generation, announced) => {
      bar.stop();
      if (process.stderr.isTTY) say(sentence(generation, announced));
      else say(JSON.stringify({ state: 'announcing', generation, ...announced }));
    },
    holding: () => tell('holding'),
    waiting: (reason) => tell('waiting', { reason }),
    switched: (generation, announced) => {
      tell('switched', { generation });
      onSwitched({ generation, ...announced });
    },
    end: () => bar.stop(),
  };
}

export function sentence(
  generation: string,
  { changes, incidents, dead }: { changes: number; incidents: number; dead: number },
): string {
  const refused = dead === 0 ? '' : `, and takes back ${dead} events that had been applied: they become dead letters`;
  return `${generation} announces ${changes} changes on ${incidents} incidents${refused}.`;
}

interface Shown {
  start(generation: string, records: number): void;
  add(records: number): void;
  stop(): void;
}

class Bar implements Shown {
  private bar: SingleBar | undefined;

  start(generation: string, records: number): void {
    this.stop();
    if (records === 0) return;
    this.bar = new SingleBar({
      format: `${generation} {bar} {percentage}%  {value} of {total} records  {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      etaBuffer: 50,
    });
    this.bar.start(records, 0);
  }

  add(records: number): void {
    this.bar?.increment(records);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

class Lines implements Shown {
  private generation = '';
  private total = 0;
  private done = 0;
  private began = 0;
  private saidAt = 0;

  start(generation: string, records: number): void {
    [this.generation, this.total, this.done, this.began] = [generation, records, 0, performance.now()];
    this.tell();
  }

  add(records: number): void {
    this.done += records;
    if (performance.now() - this.saidAt >= EVERY_MS) this.tell();
  }

  stop(): void {
    this.saidAt = 0;
  }

  private tell(): void {
    this.saidAt = performance.now();
    const { generation, total, done } = this;
    const seconds = (this.saidAt - this.began) / 1_000;
    const left = done === 0 ? null : Math.round(((total - done) * seconds) / done);
    say(JSON.stringify({ state: 'building', generation, done, total, secondsLeft: left }));
  }
}
