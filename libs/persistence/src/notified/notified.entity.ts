import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'notified', schema: 'public' })
export class NotifiedEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @Column({ type: 'bigint' })
  sequence: string;

  @Column({ name: 'dead_letter_offset', type: 'bigint', nullable: true })
  deadLetterOffset: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  resume: string | null;
}
