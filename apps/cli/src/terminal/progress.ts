import { SingleBar } from 'cli-progress';

export interface Progress {
  add(amount: number): void;
  end(): void;
}

/** A bar on standard error while that is a terminal, with rate and time left; elsewhere nothing. */
export function progress(total: number, unit: string): Progress {
  const began = performance.now();
  let done = 0;
  const bar = new SingleBar({
    format: `{bar} {percentage}%  {done} of {all}  {rate}/s  {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
  const shown = () => ({
    done: amount(done, unit),
    all: amount(total, unit),
    rate: amount(Math.round(done / Math.max(0.001, (performance.now() - began) / 1_000)), unit),
  });
  bar.start(total, 0, shown());
  return {
    add(more) {
      done += more;
      bar.update(done, shown());
    },
    end: () => bar.stop(),
  };
}

const THOUSAND = 1_000;
const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** `12.3 MB` */
function amount(number: number, unit: string): string {
  const power = number < THOUSAND ? 0 : Math.min(PREFIXES.length - 1, Math.floor(Math.log10(number) / 3));
  const scaled = number / THOUSAND ** power;
  const digits = power === 0 || scaled >= 100 ? 0 : 1;
  return `${scaled.toFixed(digits)} ${PREFIXES[power] ?? ''}${unit}`.trim();
}
