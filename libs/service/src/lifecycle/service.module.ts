import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Registry } from 'prom-client';
import { API_DOCUMENT, ApiController } from '../api/api.controller.js';
import { GATE, type Gate } from '../access/gate.js';
import { HealthController } from '../health/health.controller.js';
import { HEALTH_CHECKS, type HealthChecksSource } from '../health/health-checks.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import type { CommonSettings } from '../settings/settings.js';
import { TRACING, type Tracing } from '../tracing/tracing.js';
import { Shutdown } from './shutdown.js';

export const SETTINGS = Symbol('SETTINGS');

export interface ServiceModuleOptions {
  readonly app: NonNullable<ModuleMetadata['imports']>[number];
  readonly settings: CommonSettings;
  readonly registry: Registry;
  readonly shutdown: Shutdown;
  readonly checks: HealthChecksSource;
  readonly api: URL | undefined;
  readonly gate: Gate;
  readonly tracing: Tracing;
}

/** The root of every service. What the application may inject: `SETTINGS`, `Registry`, `Shutdown`. */
@Module({})
export class ServiceModule {
  static for({ app, settings, registry, shutdown, checks, api, gate, tracing }: ServiceModuleOptions): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [TerminusModule.forRoot({ logger: false }), app],
      controllers: [HealthController, MetricsController, ...(api === undefined ? [] : [ApiController])],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Registry, useValue: registry },
        { provide: Shutdown, useValue: shutdown },
        { provide: HEALTH_CHECKS, useValue: checks },
        { provide: GATE, useValue: gate },
        { provide: TRACING, useValue: tracing },
        { provide: API_DOCUMENT, useValue: api ?? null },
      ],
      exports: [SETTINGS, Registry, Shutdown, GATE, TRACING],
    };
  }
}
