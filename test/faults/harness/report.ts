import type { Violation } from './journal.js';

export interface Report {
  readonly seed: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly clients: Readonly<Record<string, number>>;
  readonly checked: Readonly<Record<string, number>>;
  /** How often each kind struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** Starts after an end, by service, whoever ended it. */
  readonly restarts: Readonly<Record<string, number>>;
  /** Ends that no fault was aimed at. */
  readonly ownEnds: Readonly<Record<string, number>>;
  /** The longest from a fault until events were applied again, by what was struck; where that is measured. */
  readonly appliesAgainMs?: Readonly<Record<string, number>>;
  readonly peakMegabytes: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

export function tableOf(report: Report): string[] {
  const section = (name: string, figures: Readonly<Record<string, number>>): string[] => {
    const rows = Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) return [];
    return [name, ...rows.map(([what, figure]) => `  ${what.padEnd(34)}${String(figure).padStart(10)}`)];
  };
  return [
    ...section('clients', report.clients),
    ...section('checked', report.checked),
    ...section('faults that struck', report.faults),
    ...section('restarts', report.restarts),
    ...section('of these, ended by themselves', report.ownEnds),
    ...section('longest until applying again, ms', report.appliesAgainMs ?? {}),
    ...section('peak memory, MB', report.peakMegabytes),
    `seed ${report.seed}: ${report.violations.length} violations in ${report.seconds} s`,
  ];
}
