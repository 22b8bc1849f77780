import { mutatedBuild } from './mutated-build.js';
import type { Edit } from './mutant.js';
import { judge } from './judge.js';
import { Play, type Scenario, type Violation } from './play.js';
import { Stage } from './stage.js';

export interface Trial {
  readonly violations: readonly Violation[];
  readonly seconds: number;
}

/** Plays a scenario with a build of these mistakes, and says what did not hold. */
export async function trial(scenario: Scenario, edits: readonly Edit[] = []): Promise<Trial> {
  const began = performance.now();
  const build = await mutatedBuild(edits);
  const stage = await Stage.open(build.folder, scenario.partitions);
  try {
    const violations = await played(scenario, stage);
    return { violations, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await stage.close();
    await build.remove();
  }
}

async function played(scenario: Scenario, stage: Stage): Promise<readonly Violation[]> {
  // Readiness of the query service needs the tables that a projector makes.
  const query = stage.launch('query');
  const play = new Play(stage, query);
  const { client } = play;
  const seen: Violation[] = [];
  try {
    seen.push(...((await scenario.act(play)) ?? []));
    if (scenario.alone !== true) {
      await play.rest();
      seen.push(...(await judge(play.target, client)));
    }
  } catch (error) {
    seen.push(`does not come to its end: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await client.end();
  }
  return seen;
}
