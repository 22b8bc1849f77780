import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'statement' })
export class StatementEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  statement: string;

  /** From one event on the statement to the next. */
  @PrimaryColumn({ type: 'tstzrange' })
  published: string;

  @Column({ type: 'json', nullable: true })
  publisher: unknown;

  @Column({ name: 'revision_count', type: 'int' })
  revisionCount: number;

  @Column({ name: 'retracted_at', type: 'timestamptz', nullable: true })
  retractedAt: Instant | null;

  @Column({ name: 'retracted_reason', type: 'text', nullable: true })
  retractedReason: string | null;

  /** Of what it says now. */
  @Column({ type: 'tsvector', nullable: true })
  search: string | null;
}
