import type { Type } from '@nestjs/common';
import { HealthController } from '../health/health.controller.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { ApiController } from './api.controller.js';

/** What every service with an API answers beside its own. */
export const serviceControllers: readonly Type[] = [HealthController, MetricsController, ApiController];
