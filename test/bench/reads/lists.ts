const then = '2018-01-01T00:00:00Z';
const early = '2015-01-01T12:00:00Z';
const incidents = (query: Readonly<Record<string, string>>) => `/v1/incidents?${new URLSearchParams(query).toString()}`;

/** The lists that have a goal, by what each asks of `incidents.sql`. */
export const lists: readonly (readonly [name: string, path: string])[] = [
  ['fact, common', incidents({ fact: 'exposure.people>=1000000' })],
  ['fact, rare', incidents({ fact: 'exposure.people>=4999000' })],
  ['fact, none', incidents({ fact: 'exposure.people>=9000000' })],
  ['fact, old, half of all', incidents({ fact: 'timeline.began<2018-01-01' })],
  ['fact, old, few', incidents({ fact: 'timeline.began<2015-01-03' })],
  ['fact as of, common', incidents({ fact: 'exposure.people>=1000000', asOf: then })],
  ['fact as of, rare', incidents({ fact: 'exposure.people>=4999000', asOf: then })],
  ['contested as of', incidents({ contested: 'true', asOf: then })],
  ['contested as of, few', incidents({ contested: 'true', asOf: early })],
  ['q, in all', incidents({ q: 'attackers' })],
  ['q, in half', incidents({ q: 'passwords' })],
  ['q, in 7 %', incidents({ q: 'ransom' })],
  ['q, rare', incidents({ q: 'zanzibar' })],
  ['q, two words', incidents({ q: 'passwords ransom' })],
  ['q, three common, rare together', incidents({ q: 'word17 word18 word19' })],
  ['q, phrase', incidents({ q: '"file server"' })],
  ['disputes open', '/v1/disputes?open=true'],
  ['disputes open as of', `/v1/disputes?open=true&asOf=${then}`],
];
