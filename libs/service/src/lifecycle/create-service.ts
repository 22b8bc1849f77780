import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { admit } from '../access/admission.js';
import type { Gate } from '../access/gate.js';
import { openGate } from '../access/open-gate.js';
import { ScopeGuard } from '../access/scope.guard.js';
import type { HealthChecks } from '../health/health-checks.js';
import { nestLogger } from '../logging/nest-logger.js';
import { requestLog } from '../logging/request-log.js';
import { requestMetrics } from '../metrics/request-metrics.js';
import { serviceRegistry } from '../metrics/service-registry.js';
import { AllowedMethods } from '../problems/allowed-methods.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import type { Need, Settings } from '../settings/settings.js';
import type { ServiceDefinition } from './definition.js';
import { httpAdapter } from './http-adapter.js';
import { listen } from './listen.js';
import { OpenRequests } from './open-requests.js';
import { tracingOf } from '../tracing/tracing.js';
import { ServiceModule } from './service.module.js';
import { Shutdown } from './shutdown.js';
import { stopping, type Stopping } from './stopping.js';
import { watchRequests } from './watch-requests.js';

const ONE_MIB = 1_048_576;

export interface Service extends Stopping {
  readonly app: NestFastifyApplication;
  /** Listens, then starts what consumes; returns the URL. Health answers while a transport still tries to connect. */
  readonly start: () => Promise<string>;
}

/** A service that has not started, and knows nothing of its process: `runService` adds that. */
export async function createService<N extends Need>(
  definition: ServiceDefinition<N>,
  settings: Settings<N>,
  log: Logger,
): Promise<Service> {
  const { name, health, prepare, api, bodyLimit = ONE_MIB } = definition;
  const shutdown = new Shutdown();
  const openRequests = new OpenRequests();
  const allowedMethods = new AllowedMethods();
  const registry = serviceRegistry(name);
  const adapter = httpAdapter({ bodyLimit, allowedMethods, mostConnections: settings.mostConnections });
  const measure = requestMetrics(registry);
  const note = requestLog(log);
  watchRequests(adapter.getInstance(), {
    shutdown,
    openRequests,
    answered: (request, answered) => {
      measure(answered);
      note(request, answered);
    },
  });
  const gate = await gateOf(definition, settings);
  const tracing = tracingOf(name, settings.traces);
  admit(adapter.getInstance(), gate, settings.rates);
  let checks: HealthChecks = { ready: {} };
  const root = ServiceModule.for({
    app: definition.module(settings),
    settings,
    registry,
    shutdown,
    checks: () => checks,
    api,
    gate,
    tracing,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(log),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalFilters(new ProblemFilter(allowedMethods));
  app.useGlobalGuards(new ScopeGuard(gate));
  checks = health(app);
  if (settings.auth !== null) checks = { ...checks, ready: { ...checks.ready, access: () => gate.ready() } };
  await prepare?.(app, settings);
  const start = async (): Promise<string> => {
    const { host, ports } = settings;
    const url = await listen(app, { host, port: ports[name], variable: `${name.toUpperCase()}_PORT` });
    log.info({ url }, 'listening');
    await app.startAllMicroservices();
    return url;
  };
  return { app, start, ...stopping(app, shutdown, openRequests, [gate, tracing], settings.drainSeconds * 1_000) };
}

async function gateOf<N extends Need>({ name, gate }: ServiceDefinition<N>, settings: Settings<N>): Promise<Gate> {
  if (settings.auth === null) return openGate;
  if (gate === undefined) throw new Error(`${name} cannot tell who calls`);
  return gate(settings, settings.auth);
}
