import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'projection_offset' })
export class ProjectionOffsetEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @Column({ type: 'bigint' })
  next: string;

  @Column({ name: 'last_offset', type: 'bigint', nullable: true })
  lastOffset: string | null;

  @Column({ name: 'last_hash', type: 'bytea', nullable: true })
  lastHash: Buffer | null;

  @Column({ name: 'last_applied_at', type: 'timestamptz', nullable: true })
  lastAppliedAt: Instant | null;

  @Column({ type: 'json', nullable: true })
  stopped: unknown;

  @Column({ type: 'boolean' })
  retired: boolean;
}
