import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';

const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];

await prepared((node) => foreground(node, [...jest, ...process.argv.slice(2)], { ownGroup: false }));
