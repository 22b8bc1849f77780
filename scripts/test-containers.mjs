import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

/** The specs that need Kafka and PostgreSQL, on containers where a Docker engine answers and on the embedded ones otherwise. */
await prepared((node) => {
  const paths = process.argv.slice(2);
  const chosen = paths.length > 0 ? paths : ['\\.(int|flow)\\.spec\\.ts$'];
  const env = { ...node.env, TEST_CONTAINERS: 'true' };
  return foreground({ ...node, env }, [...jest, ...chosen], { ownGroup: false });
});
