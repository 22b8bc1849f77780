/**
 * What a projector passes with a batch in which everything happens, from the claim to the commit. `crash-points.flow.spec`
 * finds them by running one: a new await there must be named here, and is struck from then on.
 */
export const projecting = [
  'postgres:begin',
  'postgres:select-generation',
  'postgres:claim',
  'postgres:select-link',
  'postgres:insert-incident',
  'postgres:lock-incident',
  'postgres:select-event',
  'postgres:copy-event',
  'postgres:copy-statement',
  'postgres:delete-statement',
  'postgres:copy-statement_revision',
  'postgres:delete-statement_revision',
  'postgres:copy-fact',
  'postgres:delete-fact',
  'postgres:copy-position',
  'postgres:delete-position',
  'postgres:copy-dispute',
  'postgres:delete-dispute',
  'postgres:update-incident',
  'postgres:insert-dead_letter',
  'postgres:insert-link',
  'postgres:update-event',
  'postgres:copy-incident_speaker',
  'postgres:update-incident_speaker',
  'postgres:lock-change_head',
  'postgres:copy-change',
  'postgres:update-change_head',
  'postgres:select-change',
  'postgres:update-change',
  'postgres:select-dead_letter',
  'postgres:insert-state_again',
  'postgres:commit-batch',
];

/** And before its first claim, to know the log again. */
export const knowing = [
  'postgres:select-projection_offset',
  'kafka:ListOffsets',
  'kafka:Fetch',
  'postgres:update-projection_offset',
  'postgres:commit',
];

/** What a notifier passes that takes a partition over. */
export const takingOver = [
  'postgres:take-locks',
  'kafka:InitProducerId',
  'kafka:ListOffsets',
  'kafka:Fetch',
  'postgres:select-notified',
  'postgres:select-change_head',
  'postgres:select-change',
];

/** And with a batch: read in one snapshot, sent in one transaction, then noted. */
export const publishing = [
  'postgres:begin',
  'postgres:select-generation',
  'postgres:select-change',
  'postgres:select-dead_letter',
  'postgres:select-state_again',
  'postgres:select-incident',
  'postgres:select-fact',
  'postgres:select-position',
  'postgres:commit',
  'kafka:AddPartitionsToTxn',
  'kafka:Produce',
  'kafka:EndTxn',
  'postgres:insert-notified',
  'postgres:delete-state_again',
];
