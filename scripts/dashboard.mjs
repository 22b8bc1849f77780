import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';

await prepared((node) =>
  foreground(node, ['--enable-source-maps', 'dist/test/sight/dashboard.js', ...process.argv.slice(2)], {
    ownGroup: false,
  }),
);
