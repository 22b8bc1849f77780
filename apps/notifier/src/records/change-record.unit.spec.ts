import { changeRecord } from './change-record.js';

const change = {
  sequence: 12n,
  incident: 'panasonic-2021',
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

  it('repeats the trace that its event carries', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = changeRecord({
      ...change,
      event: JSON.stringify({ id: 'c1', source: '/changes', traceparent }),
    });
    expect(headers).toMatchObject({ traceparent });
  });
});
