import type { DisclosureEvent } from '#contracts';
import type { LoggedEvent } from '#domain';

/** The same log about incidents of its own. */
export function renamedLog(events: readonly LoggedEvent[], prefix: string): DisclosureEvent[] {
  return events.map(({ event }) => {
    const data: Record<string, unknown> = { ...event.data };
    for (const name of ['into', 'to']) if (typeof data[name] === 'string') data[name] = `${prefix}-${data[name]}`;
    return { ...event, subject: `${prefix}-${event.subject}`, data } as DisclosureEvent;
  });
}
