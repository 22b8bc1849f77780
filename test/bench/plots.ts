import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Figure, Goal, Series } from './part.js';
import { median } from './statistics.js';

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

const width = 900;
const rowHeight = 26;
const [met, missed, plain] = ['#2e7d32', '#c62828', '#3b6ea5'];

/** Each goal as a share of its bound: 1 is just reached, and more is better. */
export function goalsPlot(goals: readonly Goal[]): string {
  const bars = goals.map(({ path, ours, ratios, least, most }) => {
    const ratio = median(ratios);
    const share = least === undefined ? (most ?? NaN) / ratio : ratio / least;
    return { name: `${path}: ${ours}`, share, color: share >= 1 ? met : missed };
  });
  return bar(
    bars.map(({ name }) => name),
    {
      type: 'log',
      name: 'of the goal (1: reached)',
      data: bars.map(({ share, color }) => ({ value: round(share), itemStyle: { color } })),
      line: 1,
    },
  );
}

/** Medians of what is counted by the second. */
export function ratesPlot(figures: readonly Figure[]): string {
  const units = [...new Set(figures.map(({ unit }) => unit))].join(', ');
  return bar(
    figures.map(({ name, unit }) => (units === unit ? name : `${name} (${unit})`)),
    { type: 'value', name: units, data: figures.map(({ rounds }) => ({ value: round(median(rounds)) })) },
  );
}

/** Quantities over another one, which they share. */
export function linesPlot(series: readonly Series[]): string {
  return drawn(360, {
    legend: { top: 8 },
    grid: { left: 80, right: 40, top: 48, bottom: 56 },
    xAxis: { type: 'value', name: series[0]?.x, nameLocation: 'middle', nameGap: 30 },
    yAxis: { type: 'value', name: series[0]?.y },
    series: series.map(({ name, points }) => ({
      type: 'line',
      name,
      showSymbol: false,
      data: points.map(([x, y]) => [round(x), round(y)]),
    })),
  });
}

interface Bars {
  readonly type: 'value' | 'log';
  readonly name: string;
  readonly data: readonly { readonly value: number; readonly itemStyle?: object }[];
  readonly line?: number;
}

function bar(names: readonly string[], { type, name, data, line }: Bars): string {
  return drawn(names.length * rowHeight + 70, {
    grid: { left: 330, right: 70, top: 10, bottom: 50 },
    xAxis: { type, name, nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'category', data: names, inverse: true, axisLabel: { width: 310, overflow: 'truncate' } },
    series: [
      {
        type: 'bar',
        data,
        itemStyle: { color: plain },
        label: { show: true, position: 'right' },
        ...(line === undefined
          ? {}
          : { markLine: { symbol: 'none', data: [{ xAxis: line }], label: { show: false } } }),
      },
    ],
  });
}

function drawn(height: number, option: object): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${numberedAnew(svg)}\n`;
}

/** Names in a drawing are counted up within a process; the same results are to be the same file. */
function numberedAnew(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/\bzr\d+-[a-z]+-?\d+/g, (name) => {
    if (!names.has(name)) names.set(name, `name-${names.size}`);
    return names.get(name) ?? name;
  });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
