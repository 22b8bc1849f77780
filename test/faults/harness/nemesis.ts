import { describe, type Fault, type Step } from './faults.js';
import { strike, type Scene } from './strike.js';
import { pause } from './wait.js';

/** By what it is counted. */
function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'broker':
      return `broker ${fault.how}`;
    case 'request':
      return `${fault.request} ${fault.what}`;
    case 'postgres':
      return 'postgres immediate stop';
    case 'rebuild':
      return 'rebuild';
    case 'delay':
    case 'silence':
    case 'cut-all':
      return `${fault.kind} ${fault.side}`;
    case 'kill':
    case 'terminate':
    case 'freeze':
    case 'zombie':
    case 'crash':
    case 'backends':
    case 'freeze-backend':
      return `${fault.kind} ${fault.service.slice(0, fault.service.indexOf('-'))}`;
  }
}

/** Works through the schedule until it ends or the signal says so, and leaves nothing broken. */
export async function plague(steps: readonly Step[], scene: Scene): Promise<void> {
  const { journal, signal } = scene;
  for (const { pauseMs, faults } of steps) {
    await pause(pauseMs, signal);
    if (signal.aborted) return;
    await Promise.all(
      faults.map(async (fault) => {
        journal.note('fault', { fault: describe(fault) });
        const struck = await strike(fault, scene).catch((error: unknown) => {
          // The other fault of the same step may be why.
          journal.note('not struck', { fault: describe(fault), error: String(error) });
          return 0;
        });
        journal.note('struck', { fault: describe(fault), times: struck });
        journal.count(nameOf(fault), struck);
      }),
    );
  }
}
