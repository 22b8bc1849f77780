import { connect, type Connected } from '../connections.js';
import { say } from '../terminal/out.js';

/** Kafka and PostgreSQL, for as long as the work takes. Says which. */
export async function withStores<T>(work: (connected: Connected) => Promise<T>): Promise<T> {
  const connected = await connect();
  const { settings } = connected;
  const { host, pathname } = new URL(settings.database.url);
  const prefix = settings.topicPrefix === '' ? '' : `, topics ${settings.topicPrefix}*`;
  say(`Kafka at ${settings.kafka.brokers.join(', ')}${prefix}, PostgreSQL at ${host}${pathname}`);
  try {
    return await work(connected);
  } finally {
    await connected.close();
  }
}
