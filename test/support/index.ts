export { eventually } from './eventually.js';
export { freshDatabase, freshPrefix, kafkaBrokers, type FreshDatabase } from './servers.js';
