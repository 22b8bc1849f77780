export * from './data-source.js';
export { type Sql } from './sql.js';
