import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'change_head', schema: 'public' })
export class ChangeHeadEntity {
  @PrimaryColumn({ type: 'int' })
  partition: number;

  @Column({ type: 'bigint' })
  sequence: string;
}
