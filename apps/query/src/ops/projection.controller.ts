import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ProjectionView, type PartitionView } from '#contracts';
import { countParked, readProjection, schemaOf, snapshot } from '#persistence';
import { Needs, SETTINGS, type Settings } from '#service';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { noQuery } from '../http/query.pipe.js';
import { EventLog } from '../log/event-log.js';

@Needs(['ops'])
@Controller('v1/ops/projection')
export class ProjectionController {
  constructor(
    private readonly connections: Connections,
    private readonly log: EventLog,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Reads({
    id: 'getProjection',
    tag: 'Operations',
    summary: 'How far the log is applied, and what stands still',
    answer: ProjectionView,
  })
  async projection(@Query(noQuery) _query: unknown): Promise<ProjectionView> {
    const { generation, progress, parked } = await snapshot(this.connections.database, async (sql, { number }) => ({
      generation: schemaOf(number),
      progress: await readProjection(sql),
      parked: await countParked(sql),
    }));
    // Asked after the database, the log is never behind what is applied of it.
    const ends = await this.log.ends();
    const partitions = Array.from({ length: this.settings.partitions }, (_, partition): PartitionView => {
      const { next = 0n, lastAppliedAt = null, stopped = null } = progress.get(partition) ?? {};
      const end = ends.get(partition) ?? 0n;
      const applied = next === 0n ? null : Number(next - 1n);
      const lag = end > next ? Number(end - next) : 0;
      return { partition, applied, end: Number(end), lag, lastAppliedAt, parked: parked.get(partition) ?? 0, stopped };
    });
    return { generation, partitions };
  }
}
