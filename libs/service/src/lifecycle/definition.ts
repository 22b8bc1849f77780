import type { INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Gate } from '../access/gate.js';
import type { HealthChecks } from '../health/health-checks.js';
import type { AuthSettings, Need, ServiceName, Settings } from '../settings/settings.js';

/** What one service is. Its port is the one of its name. */
export interface ServiceDefinition<N extends Need> {
  readonly name: ServiceName;
  readonly needs: readonly N[];
  readonly module: (settings: Settings<N>) => NonNullable<ModuleMetadata['imports']>[number];
  readonly health: (app: INestApplicationContext) => HealthChecks;
  /** Before routes are made and anything listens: body parsers, `connectMicroservice`, OpenAPI. */
  readonly prepare?: (app: NestFastifyApplication, settings: Settings<N>) => void | Promise<void>;
  /** Who may call, where not everybody may. */
  readonly gate?: (settings: Settings<N>, auth: AuthSettings) => Promise<Gate>;
  /** Its API document; a service without one has no `/openapi.json`. */
  readonly api?: URL;
  /** In bytes; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** In milliseconds; 15 seconds unless told. What has not stopped by then is cut off. */
  readonly stopWithin?: number;
}
