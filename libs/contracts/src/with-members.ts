/**
 * Writes members into the text, so that all else stays as the sender wrote it: `1.0`, order, white space.
 * @param text JSON of an object with at least one member, and none that is called like one of these.
 */
export function withMembers(text: string, members: Readonly<Record<string, string>>): string {
  const start = text.indexOf('{') + 1;
  let added = '';
  for (const name in members) added += `"${name}":${JSON.stringify(members[name])},`;
  return `${text.slice(0, start)}${added}${text.slice(start)}`;
}
