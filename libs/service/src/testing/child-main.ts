import { Controller, Get, Module, type OnModuleDestroy } from '@nestjs/common';
import { CannotStart } from '../lifecycle/cannot-start.js';
import { runService } from '../lifecycle/run-service.js';

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

@Module({ controllers: [Faults] })
class FaultsModule {}

await runService({
  name: 'ingest',
  needs: ['kafka'],
  module: () => FaultsModule,
  health: () => ({ ready: {} }),
  ...(process.env['STOP_WITHIN'] === undefined ? {} : { stopWithin: Number(process.env['STOP_WITHIN']) }),
});
