import { Entity, PrimaryColumn } from 'typeorm';

/** Two incidents of which an event of either names the other as the end of a merge or reassignment; kept both ways. */
@Entity({ name: 'link' })
export class LinkEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  other: string;
}
