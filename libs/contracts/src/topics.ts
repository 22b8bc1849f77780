/** Every topic, once. Names are those of `disclosure.*`; a deployment may put TOPIC_PREFIX before them. */
export interface Topics {
  readonly events: string;
  readonly changes: string;
  readonly incidents: string;
  readonly deadLetters: string;
}

export function topicNames(prefix = ''): Topics {
  return {
    events: `${prefix}disclosure.events.v1`,
    changes: `${prefix}disclosure.changes.v1`,
    incidents: `${prefix}disclosure.incidents.v1`,
    deadLetters: `${prefix}disclosure.dead-letters.v1`,
  };
}
