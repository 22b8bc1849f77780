import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';

/** The services in containers, which are killed while they work. */
await prepared((node) =>
  foreground(node, ['--enable-source-maps', 'dist/test/faults/containers/main.js', ...process.argv.slice(2)], {
    ownGroup: true,
  }),
);
