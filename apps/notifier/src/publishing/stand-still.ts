import { Logger } from '@nestjs/common';
import { readNote, sqlOf } from '#persistence';
import type { PartitionState } from './partition-state.js';
import { pause } from './pause.js';
import type { Publishing } from './publishing.js';
import type { Standstill } from './standstill.js';

const ASK_MS = 1_000;
const LOOK_AGAIN_MS = 30_000;

/** Waits until an operator has said how to go on, and looks again every 30 s whether the cause has been put right. */
export async function standStill(
  standstill: Standstill,
  state: PartitionState,
  { database }: Publishing,
  leave: AbortSignal,
): Promise<void> {
  const { partition } = state;
  if (state.standstill?.message !== standstill.message) {
    new Logger(`Partition ${partition}`).error(`stands still (${standstill.category}): ${standstill.message}`);
  }
  state.standstill = standstill;
  state.at('stopped');
  for (const until = Date.now() + LOOK_AGAIN_MS; Date.now() < until && !leave.aborted;) {
    await pause(ASK_MS, leave);
    const note = await readNote(sqlOf(database), partition).catch(() => null);
    if (note !== null && note.resume !== null) return;
  }
}
