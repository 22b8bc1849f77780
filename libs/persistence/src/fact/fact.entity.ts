import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'fact' })
export class FactEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  fact: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  item: string;

  @PrimaryColumn({ type: 'tstzrange' })
  published: string;

  @Column({ type: 'text', collation: 'C' })
  status: string;

  @Column({ type: 'json', nullable: true })
  value: unknown;

  @Column({ type: 'text', collation: 'C', nullable: true })
  stance: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  speaker: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  publisher: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  statement: string | null;

  @Column({ type: 'int', nullable: true })
  revision: number | null;

  @Column({ type: 'json', nullable: true })
  ruling: unknown;

  @Column({ type: 'bigint', nullable: true })
  lo: string | null;

  @Column({ type: 'bigint', nullable: true })
  hi: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  term: string | null;

  @Column({ type: 'double precision', nullable: true })
  amount: number | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  currency: string | null;
}
