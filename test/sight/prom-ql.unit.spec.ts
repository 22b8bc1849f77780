import { readPromQl } from './prom-ql.js';

describe('what an expression asks for', () => {
  it('is its series, and the labels that they are told apart by', () => {
    const asked = readPromQl(
      'sum by (partition, instance) (rate(a_total{outcome="done"}[5m])) > 3 and b{job="x"} == 0',
    );
    expect(asked).toEqual({
      parses: true,
      series: ['a_total', 'b'],
      labels: [
        { series: 'a_total', label: 'outcome' },
        { series: 'a_total', label: 'partition' },
      ],
    });
  });

  it.each(['', 'rate(a[5m]', 'a >', 'sum by partition (a)', 'rate(a[5 minutes])'])(
    'is nothing for %j',
    (expression) => {
      expect(readPromQl(expression).parses).toBe(false);
    },
  );
});
