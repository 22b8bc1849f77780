import { formatOffset, type EventView, type LogOffset } from '#contracts';
import {
  readChangesCausedBy,
  readDeadLetterAt,
  readDeadLetterNamed,
  readEventAt,
  readEventNamed,
  readNextOffsets,
  snapshot,
  type DeadLetterHead,
  type EventName,
  type PlacedEvent,
  type Sql,
} from '#persistence';
import { Connections } from '../connections.js';
import { EventLog } from '../log/event-log.js';
import { eventNameOf } from './event-name-of.js';

/** What became of events; `null` for what was never seen. */
export class EventStatuses {
  constructor(
    private readonly connections: Connections,
    private readonly log: EventLog,
  ) {}

  named(name: EventName): Promise<EventView | null> {
    return snapshot(this.connections.database, async (sql) => {
      const event = await readEventNamed(sql, name);
      if (event !== null) return applied(sql, event);
      const letter = await readDeadLetterNamed(sql, name);
      return letter === null ? null : dead(letter);
    });
  }

  async at(at: LogOffset): Promise<EventView | null> {
    const found = await this.inDatabase(at);
    if (typeof found === 'object') return found;
    const record = await this.log.recordAt(at);
    if (record === null) return null;
    const name = eventNameOf(record.value);
    if (found === 'ahead') return view(name, at, 'pending');
    const first = name === null ? null : await snapshot(this.connections.database, (sql) => readEventNamed(sql, name));
    return first === null ? null : view(name, at, 'duplicate');
  }

  private inDatabase(at: LogOffset): Promise<EventView | 'ahead' | 'passed'> {
    return snapshot(this.connections.database, async (sql) => {
      const event = await readEventAt(sql, at);
      if (event !== null) return applied(sql, event);
      const letter = await readDeadLetterAt(sql, at);
      if (letter !== null) return dead(letter);
      const next = (await readNextOffsets(sql)).get(at.partition) ?? 0n;
      return at.offset < next ? 'passed' : 'ahead';
    });
  }
}

async function applied(sql: Sql, { name, at }: PlacedEvent): Promise<EventView> {
  return { ...view(name, at, 'applied'), changes: await readChangesCausedBy(sql, at) };
}

function dead({ name, at, reason, detail }: DeadLetterHead): EventView {
  return { ...view(name, at, 'dead'), reason: { code: reason, detail } };
}

function view(name: EventName | null, at: LogOffset, status: EventView['status']): EventView {
  const { subject, source, id } = name ?? { subject: null, source: null, id: null };
  return { subject, source, id, offset: formatOffset(at), status, reason: null, changes: [] };
}
