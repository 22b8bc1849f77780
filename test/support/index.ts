export { eventually } from './eventually.js';
export { startPipeline, type Pipeline, type ServiceName } from './pipeline.js';
export { freshDatabase, freshPrefix, kafkaBrokers, type FreshDatabase } from './servers.js';
