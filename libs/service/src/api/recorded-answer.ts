import type { Json } from '#contracts';

interface RecordedBody {
  readonly mediaType: string;
  readonly body: Json;
}

/** What a service was really asked, and what it answered. */
export interface RecordedAnswer {
  readonly operation: string;
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly content: RecordedBody | null };
  readonly status: number;
  readonly content: RecordedBody;
}

/** The `examples` of one media type, if anything was recorded of it. */
export function examplesIn(
  recorded: readonly RecordedAnswer[],
  mediaType: string,
  contentOf: (recorded: RecordedAnswer) => RecordedBody | null,
): { readonly examples?: Json } {
  const examples = recorded.flatMap((one): [string, Json][] => {
    const content = contentOf(one);
    if (content?.mediaType !== mediaType) return [];
    return [[one.name, { summary: `${one.request.method} ${one.request.path}`, value: content.body }]];
  });
  return examples.length === 0 ? {} : { examples: Object.fromEntries(examples) };
}
