import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { claimDataFolder } from './data-folder.js';
import type { Java } from './java.js';
import type { KafkaJars } from './kafka-jars.js';
import { runKafkaNode } from './kafka-node.js';
import { freePort } from './ports.js';

/**
 * The flag that lets Java map Kafka's classes ready-made, which more than halves the start. The
 * archive is made once, by a run that does nothing; without it Kafka only starts more slowly.
 */
export async function kafkaArchive(java: Java, jars: KafkaJars, log: (line: string) => void): Promise<string> {
  const fits = createHash('sha256').update(java.version).update(jars.fingerprint).digest('hex').slice(0, 16);
  const archive = join(jars.folder, `classes-${fits}.jsa`);
  if (!existsSync(archive)) {
    log('preparing Kafka for fast starts (once, some ten seconds) …');
    await makeArchive(java, jars, archive);
  }
  return existsSync(archive) ? `-XX:SharedArchiveFile=${archive}` : '-Xshare:auto';
}

async function makeArchive(java: Java, jars: KafkaJars, archive: string): Promise<void> {
  const training = await mkdtemp(join(jars.folder, 'training-'));
  try {
    const folder = await claimDataFolder(training, 'Kafka');
    const made = join(training, 'classes.jsa');
    const ports = { broker: await freePort(), controller: await freePort() };
    const server = await runKafkaNode({ java, jars, archive: `-XX:ArchiveClassesAtExit=${made}`, ports }, folder);
    await server.stop();
    await rename(made, archive).catch(() => undefined);
    for (const name of await readdir(jars.folder)) {
      if (name.endsWith('.jsa') && name !== basename(archive)) await rm(join(jars.folder, name), { force: true });
    }
  } finally {
    await rm(training, { recursive: true, force: true });
  }
}
