import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, SVGRenderer]);

export interface DrawnSpan {
  readonly service: string;
  readonly name: string;
  readonly from: bigint;
  readonly to: bigint;
}

const nanosInMs = 1_000_000;

/** When each step of a trace was under way, from the first one's beginning on, as SVG. */
export function drawTrace(spans: readonly DrawnSpan[]): string {
  const [first] = spans;
  if (first === undefined) throw new Error('there is nothing to draw');
  const ms = (nanos: bigint) => Number(nanos - first.from) / nanosInMs;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 900, height: 60 + spans.length * 40 });
  const invisible = { color: 'transparent' };
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    grid: { left: 260, right: 60, top: 10, bottom: 50 },
    xAxis: { type: 'value', name: 'milliseconds from the request', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'category', inverse: true, data: spans.map(({ service, name }) => `${service}: ${name}`) },
    series: [
      { type: 'bar', stack: 'time', silent: true, itemStyle: invisible, data: spans.map(({ from }) => ms(from)) },
      {
        type: 'bar',
        stack: 'time',
        itemStyle: { color: '#3b6ea5' },
        label: { show: true, position: 'right', formatter: '{c} ms', color: '#333' },
        data: spans.map(({ from, to }) => Number((ms(to) - ms(from)).toFixed(1))),
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
