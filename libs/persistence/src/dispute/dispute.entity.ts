import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'dispute' })
export class DisputeEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  fact: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  item: string;

  @PrimaryColumn({ type: 'tstzrange' })
  disputed: string;

  @Column({ type: 'double precision', nullable: true })
  gap: number | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  ended: string | null;

  @Column({ type: 'json', nullable: true })
  cause: unknown;
}
