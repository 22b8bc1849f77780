export * from './offset.js';
export * from './topics.js';
