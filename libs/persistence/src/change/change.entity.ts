import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'change', schema: 'public' })
export class ChangeEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @PrimaryColumn({ type: 'bigint' })
  sequence: string;

  @Column({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @Column({ type: 'text', collation: 'C' })
  kind: string;

  @Column({ type: 'text', collation: 'C', nullable: true })
  fact: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  item: string | null;

  @Column({ type: 'int' })
  version: number;

  @Column({ type: 'text', array: true, collation: 'C' })
  organisations: string[];

  @Column({ type: 'text', array: true, collation: 'C' })
  sectors: string[];

  @Column({ name: 'cause_subject', type: 'text', collation: 'C' })
  causeSubject: string;

  @Column({ name: 'cause_source', type: 'text', collation: 'C' })
  causeSource: string;

  @Column({ name: 'cause_id', type: 'text', collation: 'C' })
  causeId: string;

  @Column({ name: 'cause_partition', type: 'int' })
  causePartition: number;

  @Column({ name: 'cause_offset', type: 'bigint' })
  causeOffset: string;

  @Column({ type: 'json' })
  event: unknown;
}
