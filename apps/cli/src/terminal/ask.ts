import { createInterface } from 'node:readline/promises';
import { Refused } from '../copy-topics/refused.js';

/** @throws Refused unless somebody says yes. */
export async function makeSure(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new Refused([`${question} Nobody is there to ask: say --yes.`]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await terminal.question(`${question} Type yes: `)).trim();
    if (answer !== 'yes') throw new Refused(['Nothing was done.']);
  } finally {
    terminal.close();
  }
}
