const verbs = [
  ['update', /\bupdate\s+(?:public\.)?([a-z_]+)\s+(?:\w+\s+)?set\b/i],
  ['insert', /\b(?:insert\s+into|copy)\s+(?:public\.)?([a-z_]+)/i],
  ['delete', /\bdelete\s+from\s+(?:public\.)?([a-z_]+)/i],
  ['lock', /\bfrom\s+(?:public\.)?([a-z_]+)\b(?!\s*\()[^]*\bfor\s+update\b/i],
  ['select', /\bfrom\s+(?:public\.)?([a-z_]+)\b(?!\s*\()/i],
];

const others = [
  ['begin', /^\s*(start\s+transaction|begin)\b/i],
  ['commit', /^\s*commit\b/i],
  ['claim', /\bwith\s+claimed\s+as\b/i],
  ['rollback', /^\s*rollback\b/i],
  ['take-locks', /\bpg_try_advisory_lock\b/i],
  ['notify', /\bpg_notify\b/i],
];

/** What a statement is called: its verb and its first table. What is new has a name of its own by itself. */
export function nameOfStatement(text) {
  const known = others.find(([, pattern]) => pattern.test(text));
  if (known !== undefined) return `postgres:${known[0]}`;
  for (const [verb, pattern] of verbs) {
    const table = pattern.exec(text)?.[1];
    if (table !== undefined) return `postgres:${verb}-${table}`;
  }
  return `postgres:${text.trim().split(/\s/, 1)[0]?.toLowerCase() ?? ''}`;
}
