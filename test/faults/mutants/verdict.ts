import { check } from '../checker/check.js';
import type { Play, Violation } from './play.js';

/** Waits until the pipeline is at rest, and says what does not hold. The client has sent its last by then. */
export async function verdict(play: Play): Promise<readonly Violation[]> {
  const { client, target } = play;
  const { partitions } = play.stage;
  await play.rest();
  await client.end();
  const { violations } = await check({ ...target, partitions, historyFile: client.historyFile, sample: 4 });
  return violations.map(({ promise, detail }) => `${promise}: ${detail}`);
}
