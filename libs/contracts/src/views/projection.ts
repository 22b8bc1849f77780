import { Type, type Static } from 'typebox';
import { closed, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

/** Why a partition stands still, and whose job it is: data, deployment or infrastructure. */
export const Stopped = Type.Object(
  { category: Type.String(), reason: Type.String(), offset: Type.String({ pattern: '^\\d+@\\d+$' }) },
  closed,
);
export type Stopped = Static<typeof Stopped>;

/** `applied` is the last offset applied, `end` the offset that the next record will get, `parked` what failed to apply and waits. */
export const PartitionView = Type.Object(
  {
    partition: Type.Integer({ minimum: 0 }),
    applied: Nullable(Type.Integer({ minimum: 0 })),
    end: Type.Integer({ minimum: 0 }),
    lag: Type.Integer({ minimum: 0 }),
    lastAppliedAt: Nullable(InstantText),
    parked: Type.Integer({ minimum: 0 }),
    stopped: Nullable(Stopped),
  },
  closed,
);
export type PartitionView = Static<typeof PartitionView>;

export const ProjectionView = Type.Object({ generation: Type.String(), partitions: Type.Array(PartitionView) }, closed);
export type ProjectionView = Static<typeof ProjectionView>;
