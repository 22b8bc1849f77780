import { command } from './command.js';
import { runFaults } from './run.js';

await command(
  `npm run faults -- [--seed N] [--minutes M] [--keep]
The services, with a Kafka and a PostgreSQL of their own, under faults that the seed decides; then every promise is checked.`,
  runFaults,
);
