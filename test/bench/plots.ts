import { drawChart } from '../support/chart.js';
import type { Figure, Goal, Series } from './part.js';
import { median } from './statistics.js';

const width = 900;
const rowHeight = 26;
// Nothing behind is infinitely better than anything, and has no place on an axis.
const largestShare = 1000;
const [met, missed, plain] = ['#2e7d32', '#c62828', '#3b6ea5'];

/** Each goal as a share of its bound: 1 is just reached, and more is better. */
export function goalsPlot(goals: readonly Goal[]): string {
  const bars = goals.map(({ path, ours, ratios, least, most }): Bar => {
    const shareOf = (ratio: number): number =>
      Math.min(largestShare, least === undefined ? (most ?? NaN) / ratio : ratio / least);
    // Of the median, as the table has it: that of the shares is another where the rounds are even in number.
    const share = shareOf(median(ratios));
    return { name: `${path}: ${ours}`, value: share, rounds: ratios.map(shareOf), color: share >= 1 ? met : missed };
  });
  return barsPlot(bars, { type: 'log', name: 'of the goal (1: reached)', line: 1 });
}

/** Medians of what is counted by the second, with the least and the most of all rounds. */
export function ratesPlot(figures: readonly Figure[]): string {
  const units = [...new Set(figures.map(({ unit }) => unit))].join(', ');
  const bars = figures.map(({ name, unit, rounds }): Bar => {
    return { name: units === unit ? name : `${name} (${unit})`, value: median(rounds), rounds, color: plain };
  });
  return barsPlot(bars, { type: 'value', name: units });
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

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly rounds: readonly number[];
  readonly color: string;
}

interface Axis {
  readonly type: 'value' | 'log';
  readonly name: string;
  readonly line?: number;
}

function barsPlot(bars: readonly Bar[], { type, name, line }: Axis): string {
  const names = bars.map((bar) => bar.name);
  const least = Math.min(...bars.flatMap(({ rounds }) => rounds));
  const min = type === 'value' ? 0 : 10 ** Math.floor(Math.log10(least));
  return drawn(names.length * rowHeight + 70, {
    grid: { left: 330, right: 70, top: 10, bottom: 50 },
    xAxis: { type, name, nameLocation: 'middle', nameGap: 28, min, startValue: min },
    yAxis: { type: 'category', data: names, inverse: true, axisLabel: { width: 310, overflow: 'truncate' } },
    series: [
      {
        type: 'bar',
        data: bars.map(({ value, color }) => ({ value: round(value), itemStyle: { color } })),
        markLine: {
          symbol: 'none',
          label: { show: false },
          data: [...bars.map(spread), ...(line === undefined ? [] : [{ xAxis: line }])],
        },
      },
      // Not seen: the axis is to reach as far as the spread, and the figure to stand behind it.
      {
        type: 'bar',
        barGap: '-100%',
        data: bars.map(({ value, rounds }) => ({
          value: round(Math.max(...rounds)),
          itemStyle: { color: 'none' },
          label: { show: true, position: 'right', formatter: shown(value) },
        })),
      },
    ],
  });
}

/** By its row, as two bars may have one name. */
function spread({ rounds }: Bar, row: number): readonly object[] {
  const lineStyle = { type: 'solid', width: 2, color: '#333' };
  return [{ coord: [Math.min(...rounds), row], lineStyle }, { coord: [Math.max(...rounds), row] }];
}

function drawn(height: number, option: object): string {
  return `${numberedAnew(drawChart({ width, height }, { backgroundColor: '#fff', ...option }))}\n`;
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

function shown(value: number): string {
  return round(value).toLocaleString('en');
}
