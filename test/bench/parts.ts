import type { Part } from './part.js';
import { ingest } from './parts/ingest.js';
import { latency } from './parts/latency.js';
import { notification } from './parts/notification.js';
import { pipe } from './parts/pipe.js';
import { projection } from './parts/projection.js';
import { projectors } from './parts/projectors.js';
import { reads } from './parts/reads.js';
import { rebuild } from './parts/rebuild.js';

/** In the order in which all of them are run. */
export const parts: readonly Part[] = [ingest, projection, notification, pipe, latency, projectors, reads, rebuild];
