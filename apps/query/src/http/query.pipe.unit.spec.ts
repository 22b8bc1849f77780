import { changesQuery } from '../feed/changes-query.js';
import { parseFact } from './parameters.js';
import { parseSearch } from '../incidents/search-words.js';
import { incidentsQuery } from '../incidents/incidents-query.js';
import { QueryPipe } from './query.pipe.js';

const refusal = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('was not refused');
};

describe('the query of a list of incidents', () => {
  const pipe = new QueryPipe(incidentsQuery);

  it('has a limit of 50 and no filters where nothing is said', () => {
    const lists = { organisation: [], sector: [], country: [], tag: [], speaker: [], fact: [] };
    const nothing = { ...lists, contested: null, q: null, updatedSince: null, asOf: null, cursor: null };
    expect(pipe.transform({})).toEqual({ ...nothing, limit: 50 });
  });

  it('reads what is said', () => {
    const raw = {
      organisation: 'panasonic',
      contested: 'true',
      q: 'data  breach',
      updatedSince: '2021-11-26T01:00:00+01:00',
      limit: '500',
    };
    expect(pipe.transform(raw)).toMatchObject({
      organisation: ['panasonic'],
      contested: true,
      q: 'data  breach',
      updatedSince: '2021-11-26T00:00:00.000000Z',
      limit: 500,
      cursor: null,
    });
  });

  it.each([
    ['limit', '0'],
    ['limit', '501'],
    ['limit', '1.5'],
    ['limit', ''],
    ['limit', ['1', '2']],
    ['contested', 'yes'],
    ['organisation', 'No Id'],
    ['updatedSince', 'yesterday'],
    ['cursor', 'x'],
    ['q', '...'],
    ['q', 'nul\0'],
    ['sort', 'id'],
    ['__proto__', 'id'],
  ])('refuses %s=%j by its name', (name, value) => {
    const raw = Object.defineProperty({}, name, { value, enumerable: true }) as Record<string, string>;
    expect(refusal(() => pipe.transform(raw))).toMatchObject({ code: 'invalid-query', errors: [{ parameter: name }] });
  });

  it('tells everything that is wrong at once', () => {
    const error = refusal(() => pipe.transform({ limit: 'x', sort: 'id', contested: '1' }));
    expect(error).toMatchObject({
      errors: [{ parameter: 'sort' }, { parameter: 'contested' }, { parameter: 'limit' }],
    });
  });
});

describe('the query of the feed', () => {
  const pipe = new QueryPipe(changesQuery);

  it('takes several kinds', () => {
    expect(pipe.transform({ kind: ['fact.changed', 'fact.settled'] }).kind).toEqual(['fact.changed', 'fact.settled']);
    expect(pipe.transform({ kind: 'fact.changed' }).kind).toEqual(['fact.changed']);
  });

  it('refuses a kind that there is not, among others', () => {
    const error = refusal(() => pipe.transform({ kind: ['fact.changed', 'fact.moved'] }));
    expect(error).toMatchObject({ code: 'invalid-query', errors: [{ parameter: 'kind' }] });
  });

  it('takes a fact with or without its item', () => {
    expect(parseFact('exposure.data')).toEqual({ fact: 'exposure.data', item: null });
    expect(parseFact('exposure.data[payment]')).toEqual({ fact: 'exposure.data', item: 'payment' });
    expect(['', '[a]', 'a[', 'a[]', 'a[b]c', 'a[b][c]', 'A'].map(parseFact)).toEqual(Array(7).fill(undefined));
  });
});

it('words are told apart as the index does, each once, and phrases stand in quotes', () => {
  expect(parseSearch(' Data  -- breach\tdata 11 "File  server"')).toEqual([
    ['data'],
    ['breach'],
    ['11'],
    ['file', 'server'],
  ]);
  expect(parseSearch('情報流出 「不正アクセス」')).toEqual([['情報'], ['流出'], ['不正', 'アクセス']]);
  expect(parseSearch('an "open end')).toEqual([['an'], ['open', 'end']]);
  expect(parseSearch(Array.from({ length: 21 }, (_, n) => `w${n}`).join(' '))).toBeUndefined();
  expect(parseSearch('" & | ! :* <-> \\ \'')).toBeUndefined();
});
