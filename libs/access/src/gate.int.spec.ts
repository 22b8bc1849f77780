import { createDataSource, migrate } from '#persistence';
import { eventually, freshDatabase } from '../../../test/support/index.js';
import { AccessGate } from './gate.js';

it('is ready as long as it can tell who calls, and some seconds more', async () => {
  const fresh = await freshDatabase();
  const database = await createDataSource({
    url: fresh.url,
    application: 'spec',
    onLost: () => undefined,
  }).initialize();
  await migrate(database);
  await database.destroy();
  const gate = await AccessGate.open('ingest', { keys: true, oidc: null, databaseUrl: fresh.url });
  try {
    await gate.ready();
    await fresh.drop();
    const problem = await eventually(() =>
      gate.ready().then(
        () => false,
        (error: unknown) => error,
      ),
    );
    expect(problem).toMatchObject({ code: 'unavailable' });
    await expect(gate.identify(`Bearer dk_0123456789ab_${'x'.repeat(43)}`)).rejects.toMatchObject({
      code: 'unavailable',
    });
  } finally {
    await gate.close();
  }
}, 30_000);
