import { command } from '../harness/command.js';
import { runContainers } from './run.js';

await command(
  `npm run faults:containers -- [--seed N] [--minutes M] [--keep]
docker/compose.yaml as a project of its own, its containers killed as the seed decides; then every promise is checked.
The image is built, unless CORRIGENDA_IMAGE names one.`,
  runContainers,
);
