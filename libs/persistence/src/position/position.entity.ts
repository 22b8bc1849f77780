import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'position' })
export class PositionEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  fact: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  item: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  speaker: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  slot: string;

  /** From when to when it was held, in public. */
  @PrimaryColumn({ type: 'tstzrange' })
  published: string;

  @Column({ type: 'text', collation: 'C' })
  kind: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', collation: 'C' })
  publisher: string;

  @Column({ type: 'text', collation: 'C' })
  statement: string;

  @Column({ type: 'int' })
  revision: number;

  @Column({ name: 'said_at', type: 'timestamptz' })
  saidAt: Instant;

  @Column({ type: 'timestamptz' })
  recorded: Instant;

  @Column({ type: 'text', collation: 'C' })
  stance: string;

  @Column({ type: 'json', nullable: true })
  value: unknown;

  @Column({ type: 'boolean' })
  relayed: boolean;

  /** By a ruling that has effect. */
  @Column({ type: 'boolean' })
  preferred: boolean;

  @Column({ type: 'text', nullable: true })
  quote: string | null;
}
