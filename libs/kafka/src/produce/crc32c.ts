const POLYNOMIAL = 0x82f63b78;

// Eight tables: a byte's share of the sum when that many bytes follow it, so that eight bytes are summed at a time.
const tables = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    return sum;
  });
  const made = [first];
  for (let n = 1; n < 8; n += 1) made.push((made[n - 1] ?? first).map((sum) => (first[sum & 0xff] ?? 0) ^ (sum >>> 8)));
  return made;
}

const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** CRC-32C (Castagnoli) of a stretch of a buffer. */
export function crc32c(bytes: Buffer, start: number, end: number): number {
  let sum = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = sum ^ bytes.readInt32LE(at);
    const high = bytes.readInt32LE(at + 4);
    sum =
      (t7[low & 0xff] ?? 0) ^
      (t6[(low >>> 8) & 0xff] ?? 0) ^
      (t5[(low >>> 16) & 0xff] ?? 0) ^
      (t4[low >>> 24] ?? 0) ^
      (t3[high & 0xff] ?? 0) ^
      (t2[(high >>> 8) & 0xff] ?? 0) ^
      (t1[(high >>> 16) & 0xff] ?? 0) ^
      (t0[high >>> 24] ?? 0);
  }
  for (; at < end; at += 1) sum = (t0[(sum ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}
