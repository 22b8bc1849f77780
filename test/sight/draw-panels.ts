import { drawChart } from '../support/chart.js';

export interface Panel {
  readonly title: string;
  /** As Grafana names it. */
  readonly unit: string;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [seconds: number, value: number])[];
  }[];
}

const [width, height, perRow, top] = [520, 270, 3, 40];
const units: Readonly<Record<string, (value: number) => string>> = {
  ops: (value) => `${short(value)}/s`,
  s: (value) => (value !== 0 && Math.abs(value) < 1 ? `${short(value * 1_000)} ms` : `${short(value)} s`),
  bytes: (value) => `${short(value / 2 ** 20)} MiB`,
  percentunit: (value) => `${short(value * 100)} %`,
};

/** All panels side by side; of time, the seconds since the beginning. */
export function drawPanels(
  title: string,
  panels: readonly Panel[],
  range: { readonly start: number; readonly end: number },
): string {
  const rows = Math.ceil(panels.length / perRow);
  const drawn = panels.map((panel, at) => {
    const place = `x="${(at % perRow) * width}" y="${top + Math.floor(at / perRow) * height}"`;
    return drawPanel(panel, range).replace('<svg ', `<svg ${place} `);
  });
  const size = [perRow * width, top + rows * height];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="20" y="27" font-family="sans-serif" font-size="18">${title}, ${Math.round((range.end - range.start) / 60)} minutes</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, unit, series }: Panel, { start, end }: { start: number; end: number }): string {
  return drawChart(
    { width, height },
    {
      title: { text: title, left: 8, top: 4, textStyle: { fontSize: 13 } },
      legend: { bottom: 2, type: 'plain', itemWidth: 12, itemHeight: 8, textStyle: { fontSize: 10 } },
      grid: { left: 70, right: 16, top: 34, bottom: 58 },
      xAxis: { type: 'value', min: 0, max: end - start, axisLabel: { formatter: '{value} s' } },
      yAxis: { type: 'value', min: 0, axisLabel: { formatter: units[unit] ?? short } },
      series: series.map(({ name, points }) => ({
        type: 'line',
        name,
        showSymbol: false,
        lineStyle: { width: 1.5 },
        data: points.map(([seconds, value]) => [seconds - start, Number.isFinite(value) ? value : null]),
      })),
    },
  );
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { notation: 'compact' });
}
