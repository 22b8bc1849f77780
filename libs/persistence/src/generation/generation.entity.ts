import type { Instant } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'generation', schema: 'public' })
export class GenerationEntity {
  @PrimaryColumn({ type: 'int' })
  number: number;

  @Column({ type: 'text', collation: 'C' })
  state: string;

  /** Of the policy that its facts are resolved by; `null` until something is applied. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  policy: string | null;

  /** Of the rebuild that last prepared the switch to it. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  run: string | null;

  @Column({ type: 'timestamptz' })
  since: Instant;
}
