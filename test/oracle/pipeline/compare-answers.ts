import { differences, type Difference } from '../differences.js';
import { effective } from '../corrected.js';
import { chain, mergesOf } from '../belonging.js';
import { reads, type Read } from './reads.js';
import type { Scene, Touch } from './scene.js';
import { get, getAll } from './target.js';

type Json = Readonly<Record<string, unknown>>;

/** What only the order of the log tells, and the fold does not. */
function withoutTouch(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('mergedInto' in answer)) return answer;
  const { version: _, recordedAt: __, offset: ___, ...fold } = answer as Json;
  return fold;
}

function withoutRecorded(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('recorded' in answer)) return answer;
  const { recorded: _, ...rest } = answer as Json;
  return rest;
}

async function compareRead({ target }: Scene, { path, expected, list }: Read): Promise<Difference[]> {
  if (list) return differences(expected, await getAll(target, path), path);
  const { status, body } = await get(target, path);
  return differences(expected, status === 200 ? withoutRecorded(withoutTouch(body)) : { status }, path);
}

function compareTouch(touch: Touch | undefined, body: unknown, path: string): Difference[] {
  const { version, recordedAt, offset } = body as Json;
  return differences(touch, { version, recordedAt, offset }, path);
}

/** Every read of every incident of a family. */
export async function compareAnswers(scene: Scene): Promise<Difference[]> {
  const into = mergesOf(effective(scene.events, {}).records);
  const found: Difference[] = [];
  for (const incident of scene.incidents) {
    const path = `/v1/incidents/${incident}`;
    const { status, location, body } = await get(scene.target, path);
    if (into.has(incident)) {
      // To where it went, or where that went: whoever follows comes to the end.
      const ends = chain(incident, into).slice(1);
      const leads = ends.map((other) => `/v1/incidents/${other}`).includes(location ?? '');
      found.push(...differences({ status: 308, leads: true }, { status, leads }, path));
      continue;
    }
    if (status === 200 && scene.told !== null)
      found.push(...compareTouch(scene.told.touches.get(incident), body, path));
    for (const { reads: readsOf } of reads) {
      for (const read of readsOf(incident, scene)) found.push(...(await compareRead(scene, read)));
    }
  }
  return found;
}
