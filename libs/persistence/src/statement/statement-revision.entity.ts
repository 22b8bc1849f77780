import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'statement_revision' })
export class StatementRevisionEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  statement: string;

  @PrimaryColumn({ type: 'int' })
  revision: number;

  @Column({ type: 'text', collation: 'C', nullable: true })
  kind: string | null;

  @Column({ type: 'timestamptz' })
  at: Instant;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt: Instant;

  @Column({ type: 'text', collation: 'C' })
  source: string;

  @Column({ name: 'event_id', type: 'text', collation: 'C' })
  eventId: string;

  @Column({ type: 'int' })
  partition: number;

  @Column({ type: 'bigint' })
  offset: string;

  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ type: 'text', nullable: true })
  url: string | null;

  @Column({ type: 'text', nullable: true })
  language: string | null;

  @Column({ type: 'text', nullable: true })
  body: string | null;

  @Column({ type: 'json' })
  claims: unknown;
}
