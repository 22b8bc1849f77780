import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Who held a position on an incident, from the version that brought it to the version that took it away.
 * With it the feed finds the changes of incidents on which somebody spoke, before or after.
 */
@Entity({ name: 'incident_speaker', schema: 'public' })
export class IncidentSpeakerEntity {
  @PrimaryColumn({ name: 'incident_id', type: 'text', collation: 'C' })
  incidentId: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  speaker: string;

  @PrimaryColumn({ name: 'since_version', type: 'int' })
  sinceVersion: number;

  @Column({ name: 'until_version', type: 'int', nullable: true })
  untilVersion: number | null;
}
