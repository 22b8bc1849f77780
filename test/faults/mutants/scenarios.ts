import type { Scenario } from './play.js';
import { logUnreachable, produceAnswersLost } from './scenarios/appending.js';
import { consumerCrashes } from './scenarios/consumer-crashes.js';
import { everything } from './scenarios/everything.js';
import { dropped } from './scenarios/dropped.js';
import { foreignTransaction, logMadeAnew } from './scenarios/foreign.js';
import { notifierFrozen, notifierKilledAfterCommit, twoNotifiers } from './scenarios/notifier-struck.js';
import {
  killedAfterCommit,
  commitAnswerLost,
  commitNotSent,
  killedBeforeWriting,
} from './scenarios/projector-struck.js';
import { loopsHang } from './scenarios/loops-hang.js';
import { rebuiltMeanwhile, rebuiltTwice, storeLost } from './scenarios/rebuilt.js';
import { redriven } from './scenarios/redriven.js';
import { mergedMeanwhile, sharedFamily } from './scenarios/two-projectors.js';

export const scenarios = {
  everything,
  commitAnswerLost,
  commitNotSent,
  killedBeforeWriting,
  killedAfterCommit,
  sharedFamily,
  mergedMeanwhile,
  produceAnswersLost,
  logUnreachable,
  notifierKilledAfterCommit,
  notifierFrozen,
  twoNotifiers,
  foreignTransaction,
  logMadeAnew,
  consumerCrashes,
  loopsHang,
  rebuiltMeanwhile,
  rebuiltTwice,
  storeLost,
  redriven,
  dropped,
} satisfies Record<string, Scenario>;
