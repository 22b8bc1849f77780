import type { Type } from '@nestjs/common';
import { createService, type Service } from '../lifecycle/create-service.js';
import type { ServiceDefinition } from '../lifecycle/definition.js';
import { readSettings } from '../settings/read-settings.js';
import { capturedLog, type CapturedLog } from './captured-log.js';

export interface RunningService extends CapturedLog {
  readonly service: Service;
  readonly url: string;
}

/** A service of one module on a free port. The logger of Nest is one for the process: one service at a time. */
export async function aService(module: Type, options: Partial<ServiceDefinition<never>> = {}): Promise<RunningService> {
  const captured = capturedLog();
  const settings = readSettings({ INGEST_PORT: '0' }, { needs: [] });
  const definition = { name: 'ingest', needs: [], module: () => module, health: () => ({ ready: {} }) } as const;
  const service = await createService({ ...definition, ...options }, settings, captured.log);
  return { ...captured, service, url: await service.start() };
}
