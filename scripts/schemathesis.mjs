import { spawnSync } from 'node:child_process';

const { INGEST_PORT = '7001', QUERY_PORT = '7002', SCHEMATHESIS = 'schemathesis' } = process.env;
const given = process.argv.slice(2);
const shared = ['--config-file', 'docs/api/schemathesis.toml', 'run', '--checks', 'all', '--continue-on-failure'];

/** Whether the running services answer as their documents say; see docs/api/README.md. */
for (const port of [INGEST_PORT, QUERY_PORT]) {
  const document = `http://127.0.0.1:${port}/openapi.json`;
  const { error, status } = spawnSync(SCHEMATHESIS, [...shared, document, ...given], { stdio: 'inherit' });
  if (error !== undefined) throw new Error(`${SCHEMATHESIS} cannot be run: see docs/api/README.md`, { cause: error });
  process.exitCode = Math.max(Number(process.exitCode ?? 0), status ?? 1);
}
