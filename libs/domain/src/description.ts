import type { Description, Organisation } from '#contracts';

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

/** Each field given replaces the one before. */
export function describe(described: Described, description: Description): Described {
  const { title, summary, organisations, sectors, countries, tags, references } = description;
  return {
    ...described,
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
    ...(organisations && { organisations }),
    ...(sectors && { sectors }),
    ...(countries && { countries }),
    ...(tags && { tags }),
    ...(references && { references }),
  };
}
