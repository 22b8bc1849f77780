import type { Use } from '../parameters.js';

/** What a fact's columns must be: all of it. */
export interface FactCondition {
  readonly fact: string;
  readonly item: string | null;
  readonly among: readonly {
    readonly column: 'status' | 'stance' | 'term' | 'currency';
    readonly values: readonly string[];
  }[];
  readonly bounds: readonly FactBound[];
}

export interface FactBound {
  readonly column: 'lo' | 'hi' | 'amount';
  readonly operator: '<' | '<=' | '=' | '>=' | '>';
  readonly value: bigint | number;
}

/** In SQL, of the row `f`. */
export function factCondition({ fact, item, among, bounds }: FactCondition, use: Use): string {
  return [
    `f.fact = ${use(fact)}`,
    `f.item = ${use(item ?? '')}`,
    ...among.map(({ column, values }) => `f.${column} = ANY(${use(values)})`),
    ...bounds.map(({ column, operator, value }) => `f.${column} ${operator} ${use(value.toString())}`),
  ].join(' AND ');
}
