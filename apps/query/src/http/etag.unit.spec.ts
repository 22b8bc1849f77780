import { entityTag, matchesTag } from './etag.js';

describe('an entity tag', () => {
  const tag = entityTag(['g1', 'a', 1]);

  it('differs where anything it is made of does', () => {
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(new Set([tag, entityTag(['g1', 'a', 2]), entityTag(['g1', 'a1']), entityTag(['g1', 'a', '1'])]).size).toBe(
      4,
    );
    expect(entityTag(['g1', 'a', 1])).toBe(tag);
  });

  it.each([[tag], [`W/${tag}`], [`"other", ${tag}`], ['*']])('is matched by %s', (header) => {
    expect(matchesTag(header, tag)).toBe(true);
  });

  it.each([[undefined], ['"other"'], [tag.slice(1, -1)], ['']])('is not matched by %s', (header) => {
    expect(matchesTag(header, tag)).toBe(false);
  });
});
