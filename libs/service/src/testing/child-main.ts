import { Needs } from '../access/scopes.js';
import { Controller, Get, Module, type OnModuleDestroy } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { CannotStart } from '../lifecycle/cannot-start.js';
import { runService } from '../lifecycle/run-service.js';

@Needs(['read'])
@Controller()
class Faults implements OnModuleDestroy {
  constructor() {
    if (process.env['REFUSE'] !== undefined) throw new CannotStart(process.env['REFUSE']);
    if (process.env['BREAK'] !== undefined) throw new Error(process.env['BREAK']);
  }

  @Get('reject')
  reject(): string {
    void Promise.reject(new Error('nobody waits for this'));
    return 'rejected';
  }

  @Get('hang')
  hang(): Promise<never> {
    return new Promise(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    if (process.env['HANG'] !== undefined) await new Promise(() => undefined);
  }
}

/** Connects for as long as it is let, and takes being closed for a failure. */
class EndlessTransport extends Server implements CustomTransportStrategy {
  private giveUp: (error: Error) => void = () => undefined;

  listen(callback: (error?: Error) => void): void {
    this.giveUp = callback;
  }
  close(): void {
    this.giveUp(new Error('closed while connecting'));
  }
  on(): void {
    throw new Error('no events');
  }
  unwrap<T>(): T {
    throw new Error('nothing to unwrap');
  }
}

@Module({ controllers: [Faults] })
class FaultsModule {}

await runService({
  name: 'ingest',
  needs: ['kafka'],
  module: () => FaultsModule,
  health: () => ({ ready: {} }),
  prepare: (app) => {
    if (process.env['CONNECT'] !== undefined) app.connectMicroservice({ strategy: new EndlessTransport() });
  },
  ...(process.env['STOP_WITHIN'] === undefined ? {} : { stopWithin: Number(process.env['STOP_WITHIN']) }),
});
