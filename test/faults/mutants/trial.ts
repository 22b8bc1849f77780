import { mutatedBuild } from './mutated-build.js';
import type { Edit } from './mutant.js';
import { check } from '../checker/check.js';
import { Client } from './client.js';
import { Play, type Scenario, type Violation } from './play.js';
import { NotStarted, Stage } from './stage.js';

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
  // Not awaited: that it is ready needs the tables, which a projector makes.
  const query = stage.launch('query');
  const client = await Client.of(stage, stage.partitions);
  const play = new Play(stage, client, query);
  const seen: Violation[] = [];
  try {
    seen.push(...((await scenario.act(play)) ?? []));
    if (scenario.alone === true) return seen;
    await play.rest();
    await client.end();
    const { partitions } = stage;
    const { violations } = await check({ ...play.target, partitions, historyFile: client.historyFile, sample: 4 });
    seen.push(...violations.map((violation) => JSON.stringify(violation)));
  } catch (error) {
    if (error instanceof NotStarted) throw error;
    seen.push(`does not come to its end: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await client.end();
    await client.forget();
  }
  return seen;
}
