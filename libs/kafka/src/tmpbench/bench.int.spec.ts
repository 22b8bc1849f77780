import kafkajs from 'kafkajs';
import { createAppender } from '../appender/appender.js';
import { freshTopics, testKafka } from '../testing/topics.js';
const cpu = async (name: string, count: number, f: () => Promise<void>) => { const a = process.cpuUsage(), t = performance.now(); await f(); const u = process.cpuUsage(a); return `${name}: ${((u.user + u.system) / count).toFixed(1)} us cpu/rec, ${Math.round(count / (performance.now() - t) * 1000)}/s wall`; };
it('bench', async () => {
  const kafka = testKafka(); const P = 6;
  const { events: topic } = await freshTopics(kafka, P);
  const appender = createAppender({ kafka, topic, partitions: P });
  const value = JSON.stringify({ d: 'x'.repeat(940) });
  const make = (base: number) => Array.from({ length: 1000 }, (_, n) => ({ key: `incident-${(base * 1000 + n) % 977}`, value, headers: { ce_id: `e${n}`, ce_type: 'disclosure.statement.published.v1' } }));
  const out: string[] = [];
  const producer = kafka.native().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner }); await producer.connect();
  for (let round = 0; round < 3; round++) {
    out.push(await cpu('raw kafkajs 1000/call', 60000, async () => { for (let i = 0; i < 60; i++) await producer.send({ topic, acks: -1, messages: make(i) }); }));
    for (const conc of [1, 4, 16]) { let left = 60;
      out.push(await cpu(`appender x${conc}`, 60000, async () => { await Promise.all(Array.from({ length: conc }, async () => { while (left-- > 0) await appender.append(make(left), { deadline: Date.now() + 60000 }); })); })); }
  }
  await appender.close(); await producer.disconnect(); await kafka.close();
  console.log(out.join('\n'));
}, 300000);
