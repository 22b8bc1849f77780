import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** Whether to leave an empty store empty. */
  readonly empty: boolean;
  readonly data: string;
  readonly help: boolean;
}

export const usage = `npm start [-- OPTIONS]

  --empty      do not load the example into an empty store
  --data DIR   keep state under DIR (.data unless given)
  --help       say this

Where KAFKA_BROKERS or DATABASE_URL is set, that one is used, and none is started.`;

/** @throws TypeError that names the option that is not one. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      empty: { type: 'boolean', default: false },
      data: { type: 'string', default: '.data' },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, data: resolve(values.data) };
}
