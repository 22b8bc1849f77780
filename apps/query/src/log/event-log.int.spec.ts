import { createKafka } from '#kafka';
import { EventLog } from './event-log.js';

it('says that Kafka does not answer where it does not', async () => {
  const kafka = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'spec' });
  const log = new EventLog(kafka, 'disclosure.events.v1');
  const unavailable = { code: 'unavailable', detail: 'Kafka does not answer' };
  await expect(log.ends()).rejects.toMatchObject(unavailable);
  await expect(log.recordAt({ partition: 0, offset: 0n })).rejects.toMatchObject(unavailable);
  await kafka.close();
});
