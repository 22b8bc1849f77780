import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The Kafka that this test run started. */
export function kafkaBrokers(): string[] {
  return fromGlobalSetup('TEST_KAFKA_BROKERS').split(',');
}

/** Goes before topic and group names, so that specs that run beside each other share nothing. */
export function freshPrefix(): string {
  return `t${randomBytes(6).toString('hex')}.`;
}

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database in the PostgreSQL that this test run started. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `t${randomBytes(6).toString('hex')}`;
  const url = new URL(fromGlobalSetup('TEST_DATABASE_URL'));
  await onServer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => onServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function fromGlobalSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: only *.int.spec.ts and *.flow.spec.ts get servers`);
  return value;
}
