import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

await prepared((node) => foreground(node, [...jest, ...process.argv.slice(2)], { ownGroup: false }));
