/** Something that runs SQL: a transaction, or a connection of the pool for each query. */
export interface Sql {
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}
