import type { ChangeEvent, FactChange } from '#contracts';

export type FactChangeEvent = ChangeEvent & { readonly data: FactChange };
