import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'dead_letter', schema: 'public' })
export class DeadLetterEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @PrimaryColumn({ type: 'bigint' })
  offset: string;

  @Column({ type: 'text', collation: 'C' })
  reason: string;

  @Column({ type: 'text' })
  detail: string;

  @Column({ type: 'text', collation: 'C', nullable: true })
  subject: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  source: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  id: string | null;

  @Column({ type: 'bytea', nullable: true })
  key: Buffer | null;

  @Column({ type: 'json' })
  headers: unknown;

  @Column({ type: 'bytea', nullable: true })
  value: Buffer | null;

  @Column({ type: 'timestamptz' })
  at: Instant;

  @Column({ type: 'text', nullable: true })
  redriven: string | null;
}
