import type { Figure, Goal } from './part.js';
import { ratios } from './statistics.js';

/** Figures as they come in, round by round. */
export class Figures {
  private readonly byName = new Map<string, { readonly unit: string; readonly rounds: number[] }>();

  add(name: string, unit: string, value: number): void {
    const figure = this.byName.get(name) ?? { unit, rounds: [] };
    figure.rounds.push(value);
    this.byName.set(name, figure);
  }

  get all(): Figure[] {
    return [...this.byName].map(([name, figure]) => ({ name, ...figure }));
  }

  goal(path: string, ours: string, reference: string, bound: Pick<Goal, 'least' | 'most'>): Goal {
    return { path, ours, reference, ratios: ratios(this.rounds(ours), this.rounds(reference)), ...bound };
  }

  private rounds(name: string): readonly number[] {
    const figure = this.byName.get(name);
    if (figure === undefined) throw new Error(`no figure is named ${name}`);
    return figure.rounds;
  }
}
