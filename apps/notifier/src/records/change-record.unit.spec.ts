import { changeRecord } from './change-record.js';

const change = {
  sequence: 12n,
  incident: 'panasonic-2021',
  version: 4,
  kind: 'statement.published',
  fact: null,
  cause: { partition: 3, offset: 1842n },
};

describe('the record of a change', () => {
  it('has no header for what it has not', () => {
    const event = '{"id": "c1",  "source":"/changes"}';
    expect(changeRecord({ ...change, event })).toEqual({
      key: 'panasonic-2021',
      value: event,
      headers: {
        'content-type': 'application/cloudevents+json',
        ce_id: 'c1',
        ce_source: '/changes',
        ce_type: 'disclosure.statement.published.v1',
        ce_subject: 'panasonic-2021',
        kind: 'statement.published',
        offset: '3@1842',
        sequence: '12',
      },
    });
  });

  it.each([
    ['as the projector writes it', 'c1', '/changes'],
    ['with members that are escaped', 'c"1', '/chang\\es'],
    ['with other letters', 'č1', '/ændringer'],
  ])('repeats id and source of an event %s', (_, id, source) => {
    const event = JSON.stringify({ specversion: '1.0', id, source, data: { id: 'another' } });
    expect(changeRecord({ ...change, event }).headers).toMatchObject({ ce_id: id, ce_source: source });
  });

  it('repeats the trace that its event carries', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = changeRecord({
      ...change,
      event: JSON.stringify({ specversion: '1.0', id: 'c1', source: '/changes', traceparent }),
    });
    expect(headers).toMatchObject({ traceparent });
  });
});
