const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Which of so many parts a stream belongs to, in every process and for ever: FNV-1a of its name, whose last bits are mixed once more. */
export function partOf(stream: string, parts: number): number {
  let hash = OFFSET;
  for (let index = 0; index < stream.length; index += 1) hash = Math.imul(hash ^ stream.charCodeAt(index), PRIME);
  hash = Math.imul(hash ^ (hash >>> 15), PRIME);
  return (hash >>> 0) % parts;
}
