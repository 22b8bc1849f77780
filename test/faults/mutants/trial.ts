import { mutatedBuild } from './mutated-build.js';
import type { Edit } from './mutant.js';
import { Play, type Scenario, type Violation } from './play.js';
import { NotStarted } from './stage.js';
import { verdict } from './verdict.js';

export interface Trial {
  readonly violations: readonly Violation[];
  readonly seconds: number;
}

/** Plays a scenario with a build of these mistakes, and says what did not hold. */
export async function trial(scenario: Scenario, edits: readonly Edit[] = []): Promise<Trial> {
  const began = performance.now();
  const build = await mutatedBuild(edits);
  const play = await Play.open(build.folder, scenario.partitions);
  try {
    const violations = await played(scenario, play);
    return { violations, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await play.close();
    await build.remove();
  }
}

async function played({ act, alone }: Scenario, play: Play): Promise<readonly Violation[]> {
  const seen: Violation[] = [];
  try {
    seen.push(...((await act(play)) ?? []));
    if (alone !== true) seen.push(...(await verdict(play)));
  } catch (error) {
    if (error instanceof NotStarted) throw error;
    seen.push(`does not come to its end: ${error instanceof Error ? error.message : String(error)}`);
  }
  return seen;
}
