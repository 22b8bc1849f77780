import { Type } from 'typebox';

/** Ids of incidents, statements and parties, items and terms. */
export const idPattern = '^[a-z0-9][a-z0-9._:-]{0,199}$';

export const Id = Type.String({ pattern: idPattern });
export const InstantText = Type.String({ format: 'instant' });
export const Text = Type.String();

/** Members that `data` does not name are not valid. */
export const closed = { additionalProperties: false } as const;
