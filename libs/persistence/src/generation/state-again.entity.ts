import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Incidents whose state is to be published again, although nothing is told of them. */
@Entity({ name: 'state_again', schema: 'public' })
export class StateAgainEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  /** They are published from the moment at which it is served. */
  @PrimaryColumn({ type: 'int' })
  generation: number;

  /** Of the incident, where an event of the log is why; else 0. */
  @Column({ type: 'int', default: 0 })
  version: number;
}
