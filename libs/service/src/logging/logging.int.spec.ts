import { Needs } from '../access/scopes.js';
import { Body, Controller, Logger, Module, Post } from '@nestjs/common';
import { aService, type RunningService } from '../testing/a-service.js';

@Needs(['read'])
@Controller()
class Speaking {
  private readonly logger = new Logger(Speaking.name);

  @Post('speak')
  async speak(@Body() _body: unknown): Promise<string> {
    await new Promise(setImmediate);
    this.logger.log('said', { events: 2, headers: { authorization: 'Bearer hunter2' } });
    return 'spoken';
  }
}

@Module({ controllers: [Speaking] })
class SpeakingModule {}

let running: RunningService;
beforeAll(async () => {
  running = await aService(SpeakingModule);
});
afterAll(() => running.service.stop());

const trace = '0af7651916cd43dd8448eb211c80319c';

describe('logging', () => {
  it('ties all lines of a request together by its trace', async () => {
    const answer = await fetch(`${running.url}/speak`, {
      method: 'POST',
      body: '{"secret":"hunter3"}',
      headers: { 'content-type': 'application/json', traceparent: `00-${trace}-b7ad6b7169203331-01` },
    });
    expect(await answer.text()).toBe('spoken');
    const said = await running.line(({ msg }) => msg === 'said');
    const answered = await running.line(({ url }) => url === '/speak');
    expect(said).toMatchObject({
      service: 'ingest',
      context: 'Speaking',
      level: 'info',
      traceId: trace,
      events: 2,
    });
    expect(answered).toMatchObject({
      method: 'POST',
      status: '201',
      traceId: trace,
      requestId: said['requestId'],
    });
  });

  it('shows neither credentials nor bodies', async () => {
    const key = `dk_0123456789ab_${'hunter5'.padEnd(43, 'x')}`;
    await fetch(`${running.url}/asked/${key}?limit=3&access_token=hunter6&jwt=eyJhbGciOiJub25lIn0.hunter7.`);
    const { url } = await running.line((line) => String(line['url']).startsWith('/asked'));
    expect(url).toBe('/asked/[redacted]?limit=3&access_token=[redacted]&jwt=[redacted]');
    expect(JSON.stringify(running.lines)).not.toMatch(/hunter/);
    expect(JSON.stringify(running.lines)).toContain('[redacted]');
  });

  it('says of the start only where it listens', () => {
    const start = running.lines.filter(({ level, url }) => level === 'info' && !String(url).startsWith('/'));
    expect(start[0]).toMatchObject({ msg: 'listening', url: running.url });
    expect(start.filter(({ msg }) => msg !== 'said')).toHaveLength(1);
  });
});
