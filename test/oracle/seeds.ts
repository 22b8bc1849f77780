/** `SEED=7 LOGS=5000` in the environment: which random logs a spec tries, and how many. */
export function seeds(otherwise: number): number[] {
  const first = Number(process.env['SEED'] ?? 1);
  const count = Number(process.env['LOGS'] ?? otherwise);
  return Array.from({ length: count }, (_, i) => first + i);
}
