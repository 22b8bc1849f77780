interface Context {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
}

/** Of a CloudEvent in structured JSON mode whose context is repeated as headers. */
export function cloudEventHeaders({ id, source, type, subject }: Context): Record<string, string> {
  return {
    'content-type': 'application/cloudevents+json',
    ce_id: id,
    ce_source: source,
    ce_type: type,
    ce_subject: subject,
  };
}
