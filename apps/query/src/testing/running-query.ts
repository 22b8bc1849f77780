import { topicNames } from '#contracts';
import { createAppender, createKafka, type Appender } from '#kafka';
import { createDataSource, sqlOf, type Sql } from '#persistence';
import { createService, readSettings, rootLogger, type ProblemDetails, type Service } from '#service';
import { freshDatabase, freshPrefix, kafkaBrokers } from '../../../../test/support/index.js';
import { defaultStreamLimits, type StreamLimits } from '../feed/stream-limits.js';
import { queryService } from '../query-service.js';

const partitions = 3;

/** What nothing else is said of is expected to be a problem. */
export interface Answer<Body = ProblemDetails & { readonly errors: readonly { readonly parameter: string }[] }> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface RunningQuery {
  readonly url: string;
  readonly service: Service;
  readonly sql: Sql;
  readonly appender: Appender;
  readonly get: <Body = Answer['body']>(
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer<Body>>;
  readonly dropDatabase: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A query service on a database and topics of its own, over real HTTP. */
export async function runningQuery(
  env: Readonly<Record<string, string>> = {},
  limits: Partial<StreamLimits> = {},
): Promise<RunningQuery> {
  const stores = await freshDatabase();
  const prefix = freshPrefix();
  const settings = readSettings(
    {
      KAFKA_BROKERS: kafkaBrokers().join(','),
      DATABASE_URL: stores.url,
      TOPIC_PREFIX: prefix,
      PARTITIONS: String(partitions),
      QUERY_PORT: '0',
      ...env,
    },
    { needs: ['kafka', 'database'] },
  );
  const log = rootLogger({ service: 'query', level: 'fatal' });
  const service = await createService(queryService({ ...defaultStreamLimits, ...limits }), settings, log);
  const url = await service.start();
  const database = await createDataSource({
    url: stores.url,
    application: 'spec',
    onLost: () => undefined,
  }).initialize();
  const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
  const appender = createAppender({ kafka, topic: topicNames(prefix).events, partitions });
  return {
    url,
    service,
    sql: sqlOf(database),
    appender,
    get: async (path, headers = {}) => {
      const response = await fetch(new URL(path, url), { headers, redirect: 'manual' });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
      return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
    dropDatabase: stores.drop,
    end: async () => {
      await service.stop();
      await appender.close();
      await kafka.close();
      await database.destroy();
      await stores.drop();
    },
  };
}
