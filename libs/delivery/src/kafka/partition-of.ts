const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const ROTATION = 24;

/** The remaining one to three bytes, the first of them lowest. */
function tailOf(bytes: Buffer, from: number): number {
  let tail = 0;
  for (let at = bytes.length - 1; at >= from; at -= 1) tail = (tail << 8) | bytes[at]!;
  return tail;
}

/** Murmur2 as Kafka's Java client computes it: a signed 32-bit number. */
function murmur2(bytes: Buffer): number {
  const words = bytes.length >>> 2;
  let hash = SEED ^ bytes.length;
  for (let word = 0; word < words; word += 1) {
    let mixed = Math.imul(bytes.readInt32LE(word * 4), MULTIPLIER);
    mixed = Math.imul(mixed ^ (mixed >>> ROTATION), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ mixed;
  }
  if (bytes.length % 4 !== 0) hash = Math.imul(hash ^ tailOf(bytes, words * 4), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition of a key, the same that other clients' default partitioner chooses, so that tools find a stream where it is. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;
}
