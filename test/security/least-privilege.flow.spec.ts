import { readFileSync } from 'node:fs';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import pg from 'pg';
import { topicNames } from '#contracts';
import { createKafka, ensureTopics, readRecord } from '#kafka';
import { eventually, startPipeline, type Pipeline, type ServiceName } from '../support/index.js';
import { People } from '../access/people.js';
import { acls, applyAcls, principals, securedServers, type Acls, type SecuredServers } from './secured-servers.js';

let servers: SecuredServers;
let pipeline: Pipeline;
let rules: Acls;
const example = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8');
const topics = topicNames('');
const partitions = 2;

beforeAll(async () => {
  servers = await securedServers();
  rules = await acls();
  const kafka = createKafka({ brokers: [servers.open], clientId: 'spec' });
  await ensureTopics(kafka, { topics, partitions });
  await kafka.close();
  await applyAcls(servers.open, '');
  await servers.apply('docker/postgres/roles.sql');
  const admin = new pg.Client({ connectionString: servers.admin });
  await admin.connect();
  for (const role of ['ingest', 'projector', 'notifier', 'query'].map((name) => `corrigenda_${name}`))
    await admin.query(`ALTER ROLE ${role} PASSWORD '${servers.passwordOf(role)}'`);
  await admin.end();
  const own = (name: ServiceName) => ({
    KAFKA_SASL_USERNAME: name,
    KAFKA_SASL_PASSWORD: servers.passwordOf(name),
    DATABASE_URL: servers.urlAs(`corrigenda_${name}`),
  });
  pipeline = await startPipeline(
    {
      KAFKA_BROKERS: servers.broker,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: servers.ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      TOPIC_PREFIX: '',
      PARTITIONS: String(partitions),
    },
    {
      database: { url: servers.admin, drop: () => Promise.resolve() },
      ofEach: {
        ingest: { ...own('ingest'), AUTH: 'keys' },
        projector: own('projector'),
        notifier: own('notifier'),
        query: own('query'),
      },
      onMade: () => servers.apply('docker/postgres/grants.sql'),
    },
  );
}, 180_000);

afterAll(async () => {
  await pipeline.end();
  await servers.close();
});

function clientOf(name: string, password = servers.passwordOf(name)): Kafka {
  return new kafkajs.Kafka({
    brokers: [servers.broker],
    clientId: 'spec',
    ssl: { ca: servers.pem },
    sasl: { mechanism: 'scram-sha-512', username: name, password },
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

describe('four services that may do their own job only', () => {
  it('do it, over TLS', async () => {
    const people = await People.of(servers.admin);
    const all = { scopes: ['events:write', 'records:write', 'events:backfill'], eventTypes: ['*'] };
    const desk = await people.holder({ name: 'desk', publishers: ['*'], ...all });
    const other = await people.holder({ name: 'other', publishers: ['somebody-else'], ...all });
    await people.close();
    // What is granted counts within some seconds.
    const answer = await eventually(async () => {
      const tried = await fetch(`${pipeline.url('ingest')}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${desk}` },
        body: example,
      });
      return tried.status !== 401 && tried;
    });
    expect(await answer.json()).toMatchObject({ lines: 8, recorded: 8 });
    await eventually(async () => {
      const read = await fetch(`${pipeline.url('query')}/v1/incidents/panasonic-2021`);
      return read.ok && ((await read.json()) as { version: number }).version === 7;
    });
    // Whose it is, ingest is told by a function: it may not read the statements themselves.
    const { data: _, ...retraction } = JSON.parse(example.split('\n')[0] ?? '') as Record<string, unknown>;
    const refused = await fetch(`${pipeline.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${other}` },
      body: JSON.stringify({
        ...retraction,
        id: 'not-theirs',
        type: 'disclosure.statement.retracted.v1',
        data: { statement: 'panasonic-press-1' },
      }),
    });
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('is a statement of panasonic'),
    ]);
    const consumer = new kafkajs.Kafka({ brokers: [servers.open], logLevel: kafkajs.logLevel.NOTHING }).consumer({
      groupId: 'spec',
    });
    await consumer.connect();
    await consumer.subscribe({ topic: topics.changes, fromBeginning: true });
    const kinds: string[] = [];
    await consumer.run({
      eachMessage: ({ message }) => {
        kinds.push(String(message.headers?.['kind']));
        return Promise.resolve();
      },
    });
    await eventually(() => Promise.resolve(kinds.includes('incident.opened')));
    await consumer.disconnect();
  }, 60_000);

  it('are not heard without TLS, without a password, or with another one', async () => {
    const plain = new kafkajs.Kafka({
      brokers: [servers.broker],
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
      connectionTimeout: 3000,
    });
    await expect(plain.admin().connect()).rejects.toThrow();
    await expect(clientOf('ingest', 'wrong').admin().connect()).rejects.toThrow();
    const url = new URL(servers.urlAs('corrigenda_query'));
    url.searchParams.delete('sslrootcert');
    await expect(new pg.Client({ connectionString: url.href }).connect()).rejects.toThrow(/certificate/);
  });
});

type Action = (kafka: Kafka, name: string, topic: string) => Promise<unknown>;

const actions: Readonly<Record<'READ' | 'WRITE' | 'DELETE' | 'CREATE', Action>> = {
  READ: async (_, name, topic) => {
    const own = createKafka({
      brokers: [servers.broker],
      clientId: 'spec',
      ssl: { ca: servers.pem },
      sasl: { mechanism: 'scram-sha-512', username: name, password: servers.passwordOf(name) },
    });
    try {
      await readRecord(own, topic, 0, 0n);
    } finally {
      await own.close();
    }
  },
  WRITE: async (kafka, _, topic) => {
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      await producer.send({ topic, messages: [{ key: 'probe', value: 'not an event' }] });
    } finally {
      await producer.disconnect();
    }
  },
  DELETE: (kafka, _, topic) => withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [topic] })),
  CREATE: (kafka, _, topic) =>
    withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic: `${topic}.more` }] })),
};

async function withAdmin(kafka: Kafka, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

// kafkajs does not find who is in charge of a group or transaction where it may not ask for it.
const refusal = /authorized|authorization|denied|permission|Failed to find group coordinator/i;

function told(error: unknown): string[] {
  const inner: unknown = error instanceof Error && 'errors' in error ? error.errors : [];
  return [String(error), ...(Array.isArray(inner) ? inner.map(String) : [])];
}

async function isAllowed(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (told(error).some((each) => refusal.test(each))) return false;
    throw error;
  }
}

describe('on Kafka', () => {
  const named = Object.values(topics) as string[];

  it('each may read and write what its file says, and make and delete nothing', async () => {
    const wrong: string[] = [];
    for (const name of [...principals, 'stranger' as const])
      for (const topic of named)
        for (const action of ['READ', 'WRITE', 'DELETE', 'CREATE'] as const) {
          const mine = name === 'stranger' ? [] : rules[name];
          const expected = mine.some(
            (rule) => rule.topic === topic && (rule.may as readonly string[]).includes(action),
          );
          const allowed = await isAllowed(() => actions[action](clientOf(name), name, topic));
          if (allowed !== expected) wrong.push(`${name} ${action} ${topic}: ${String(allowed)}`);
        }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('only the notifier begins transactions of its own, and nobody knows of the groups of others', async () => {
    const found: Record<string, readonly boolean[]> = {};
    for (const name of principals) {
      const begins = await isAllowed(async () => {
        // A partition that no notifier of this test has: who begins there fences nobody.
        const producer = clientOf(name).producer({
          transactionalId: 'notifier-99',
          maxInFlightRequests: 1,
          idempotent: false,
        });
        await producer.connect();
        try {
          await (await producer.transaction()).abort();
        } finally {
          await producer.disconnect();
        }
      });
      const asks = (groupId: string) =>
        isAllowed(() =>
          withAdmin(clientOf(name), async (admin) => {
            // kafkajs knows no broker to ask before it has asked for a topic.
            await admin.fetchTopicMetadata({ topics: [topics.events] });
            await admin.fetchOffsets({ groupId, topics: [topics.events] });
          }),
        );
      found[name] = [begins, await asks('somebody-else'), await asks('corrigenda-projector')];
    }
    expect(found).toEqual({
      ingest: [false, false, false],
      projector: [false, false, true],
      notifier: [true, false, false],
      query: [false, false, true],
    });
  }, 60_000);
});

describe('on PostgreSQL', () => {
  /** Nothing is changed by them: whether one may is asked before whether there is anything. */
  const statements: readonly (readonly [statement: string, ...may: ServiceName[]])[] = [
    ['SELECT FROM g1.fact', 'projector', 'notifier', 'query'],
    ['SELECT FROM public.change', 'projector', 'notifier', 'query'],
    [`SELECT FROM public.publishers_of('{}', '{}')`, 'ingest', 'projector', 'query'],
    ['SELECT FROM public.api_key', 'ingest', 'projector', 'notifier', 'query'],
    ['UPDATE g1.fact SET item = item WHERE false', 'projector'],
    ['DELETE FROM g1.event WHERE false', 'projector'],
    ['INSERT INTO g1.link SELECT * FROM g1.link WHERE false', 'projector'],
    ['UPDATE public.change_head SET sequence = 0 WHERE false', 'projector'],
    ['DELETE FROM public.change WHERE false', 'projector'],
    ['UPDATE public.notified SET sequence = 0 WHERE false', 'projector', 'notifier'],
    ['DELETE FROM public.state_again WHERE false', 'projector', 'notifier'],
    ['UPDATE public.dead_letter SET redriven = redriven WHERE false', 'projector', 'query'],
    ['UPDATE public.dead_letter SET value = value WHERE false', 'projector'],
    ['UPDATE public.principal SET scopes = scopes WHERE false', 'projector'],
    ['INSERT INTO public.api_key SELECT * FROM public.api_key WHERE false', 'projector'],
    [
      `INSERT INTO public.audit (service, action, outcome, detail) VALUES ('spec', 'x', 'done', '{}')`,
      'ingest',
      'projector',
      'notifier',
      'query',
    ],
    ['SELECT FROM public.audit', 'projector'],
    ['DELETE FROM public.audit WHERE false'],
    ['CREATE TABLE public.mine ()', 'projector'],
    ['CREATE SCHEMA mine', 'projector'],
  ];

  it('each may write what is its own', async () => {
    const wrong: string[] = [];
    for (const name of principals) {
      const client = new pg.Client({ connectionString: servers.urlAs(`corrigenda_${name}`) });
      await client.connect();
      for (const [statement, ...may] of statements) {
        await client.query('BEGIN');
        const allowed = await isAllowed(() => client.query(statement)).catch((error: unknown) => {
          if (String(error).includes('audit is only appended to')) return false;
          throw error;
        });
        await client.query('ROLLBACK');
        if (allowed !== may.includes(name)) wrong.push(`${name}: ${statement}: ${String(allowed)}`);
      }
      await client.end();
    }
    expect(wrong).toEqual([]);
  });

  it('each may read the generations that a rebuild makes later', async () => {
    const as = async (name: string, ...asked: readonly string[]) => {
      const client = new pg.Client({ connectionString: servers.urlAs(`corrigenda_${name}`) });
      await client.connect();
      try {
        for (const statement of asked) await client.query(statement);
      } finally {
        await client.end();
      }
    };
    await as('projector', 'CREATE SCHEMA g99', 'CREATE TABLE g99.incident (incident_id text)');
    for (const name of ['notifier', 'query']) {
      await as(name, 'SELECT FROM g99.incident');
      await expect(as(name, 'DELETE FROM g99.incident')).rejects.toThrow('permission denied');
    }
    await expect(as('ingest', 'SELECT FROM g99.incident')).rejects.toThrow('permission denied');
    await as('projector', 'DROP SCHEMA g99 CASCADE');
  });
});
