export { type BatchResult } from './apply-readings.js';
export { projectBatch } from './project-batch.js';
export { isLostStore } from './lost-store.js';
export { CannotProject, type Projection } from './projection.js';
export { readEvent } from './read-event.js';
export { StateCache } from './state-cache.js';
export { writeBatch, writeReadModels } from './write-batch.js';
export { keepHeapSmall } from './small-heap.js';
