import type { CopiedRows } from './copied-rows.js';

/** Something that runs SQL: a transaction, or a connection of the pool for each query. */
export interface Sql {
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** One transaction, which takes rows by the many, too. */
export interface Transaction extends Sql {
  /** Appends rows; none of them may be there. */
  copy(rows: CopiedRows): Promise<void>;
}
