import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'incident' })
export class IncidentEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @Column({ type: 'int' })
  partition: number;

  @Column({ type: 'int' })
  version: number;

  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ type: 'text', nullable: true })
  summary: string | null;

  @Column({ type: 'json' })
  organisations: unknown;

  @Column({ name: 'organisation_ids', type: 'text', array: true, collation: 'C' })
  organisationIds: string[];

  @Column({ type: 'text', array: true, collation: 'C' })
  sectors: string[];

  @Column({ type: 'text', array: true, collation: 'C' })
  countries: string[];

  @Column({ type: 'text', array: true, collation: 'C' })
  tags: string[];

  @Column({ type: 'json' })
  references: unknown;

  @Column({ type: 'text', array: true, collation: 'C' })
  absorbed: string[];

  @Column({ name: 'merged_into', type: 'text', collation: 'C', nullable: true })
  mergedInto: string | null;

  @Column({ name: 'opened_at', type: 'timestamptz', nullable: true })
  openedAt: Instant | null;

  @Column({ name: 'last_statement_at', type: 'timestamptz', nullable: true })
  lastStatementAt: Instant | null;

  @Column({ name: 'recorded_at', type: 'timestamptz', nullable: true })
  recordedAt: Instant | null;

  @Column({ name: 'last_partition', type: 'int', nullable: true })
  lastPartition: number | null;

  @Column({ name: 'last_offset', type: 'bigint', nullable: true })
  lastOffset: string | null;

  @Column({ type: 'text', array: true, collation: 'C' })
  contested: string[];

  @Column({ name: 'statement_count', type: 'int' })
  statementCount: number;

  @Column({ name: 'speaker_count', type: 'int' })
  speakerCount: number;

  @Column({ type: 'boolean' })
  opened: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  latest: Instant | null;

  @Column({ type: 'tsvector' })
  search: string;
}
