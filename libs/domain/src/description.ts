import type { Description, Organisation } from '#contracts';
import type { RecordEntry } from './logged-event.js';

/** An incident in a desk's words. */
export interface Described {
  readonly title: string | null;
  readonly summary: string | null;
  readonly organisations: readonly Organisation[];
  readonly sectors: readonly string[];
  readonly countries: readonly string[];
  readonly tags: readonly string[];
  readonly references: readonly string[];
}

export const undescribed: Described = {
  title: null,
  summary: null,
  organisations: [],
  sectors: [],
  countries: [],
  tags: [],
  references: [],
};

/** In record order, each field given replaces the one before. */
export function describe(entries: readonly RecordEntry[]): Described {
  return entries.reduce<Described>(
    (described, { event }) => ({ ...described, ...definedFields(event.data) }),
    undescribed,
  );
}

function definedFields(description: Description): Partial<Described> {
  const { title, summary, organisations, sectors, countries, tags, references } = description;
  return {
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
    ...(organisations && { organisations }),
    ...(sectors && { sectors }),
    ...(countries && { countries }),
    ...(tags && { tags }),
    ...(references && { references }),
  };
}
