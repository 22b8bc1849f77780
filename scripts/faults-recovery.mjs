import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

/** What CI has no time for: Kafka and PostgreSQL away for longer than sessions, transactions and time-outs. */
await prepared((node) =>
  foreground(
    { ...node, env: { ...node.env, FAULTS_LONG: '1' } },
    [...jest, '--runInBand', 'test/faults/recovery', 'test/faults/stands-still'],
    {
      ownGroup: false,
    },
  ),
);
