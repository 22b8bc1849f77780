import { ChangeHeadEntity } from './change/change-head.entity.js';
import { ChangeEntity } from './change/change.entity.js';
import { IncidentSpeakerEntity } from './change/incident-speaker.entity.js';
import { DeadLetterEntity } from './dead-letter/dead-letter.entity.js';
import { DisputeEntity } from './dispute/dispute.entity.js';
import { EventEntity } from './event/event.entity.js';
import { FactEntity } from './fact/fact.entity.js';
import { GenerationEntity } from './generation/generation.entity.js';
import { StateAgainEntity } from './generation/state-again.entity.js';
import { LinkEntity } from './incident/link.entity.js';
import { IncidentEntity } from './incident/incident.entity.js';
import { NotifiedEntity } from './notified/notified.entity.js';
import { PositionEntity } from './position/position.entity.js';
import { ProjectionOffsetEntity } from './projection-offset/projection-offset.entity.js';
import { StatementRevisionEntity } from './statement/statement-revision.entity.js';
import { StatementEntity } from './statement/statement.entity.js';

/** Every table, as TypeORM knows it. */
export const entities = [
  ChangeEntity,
  IncidentSpeakerEntity,
  ChangeHeadEntity,
  DeadLetterEntity,
  NotifiedEntity,
  GenerationEntity,
  StateAgainEntity,
  ProjectionOffsetEntity,
  EventEntity,
  IncidentEntity,
  LinkEntity,
  StatementEntity,
  StatementRevisionEntity,
  FactEntity,
  PositionEntity,
  DisputeEntity,
];
