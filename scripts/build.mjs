import { prepared } from './set-up/main.mjs';

await prepared(() => 0);
