const M = 0x5bd1e995;

function mix(k: number): number {
  const product = Math.imul(k, M);
  return Math.imul(product ^ (product >>> 24), M);
}

/** Java's `Utils.murmur2` over the key's UTF-8, as a signed 32-bit integer. */
export function murmur2(key: string | Buffer): number {
  const data = typeof key === 'string' ? Buffer.from(key) : key;
  const whole = data.length & ~3;
  let h = 0x9747b28c ^ data.length;
  for (let at = 0; at < whole; at += 4) h = Math.imul(h, M) ^ mix(data.readInt32LE(at));
  const rest = data.length - whole;
  if (rest > 0) h = Math.imul(h ^ data.readUIntLE(whole, rest), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return (h ^ (h >>> 15)) | 0;
}

/** The partition that the default partitioner of Java's client and of kafkajs gives a key. */
export function partitionOf(key: string | Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
