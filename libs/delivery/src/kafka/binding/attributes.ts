/** The media type of every event's data. */
export const JSON_TYPE = 'application/json';

/** In front of an event's type, because a CloudEvents type is unique beyond one register. Its version stands behind: `afa.SwapRecorded.v1`. */
const TYPE_PREFIX = 'afa.';

/** @returns the CloudEvents type of an event type in a version */
export const toCloudType = (type: string, version: number): string => `${TYPE_PREFIX}${type}.v${version}`;

/** @returns the event type, or what was given where it has another form: an unknown type is parked by whoever reads it, not here */
export function fromCloudType(cloudType: string, version: number): string {
  const suffix = `.v${version}`;
  const ours = cloudType.startsWith(TYPE_PREFIX) && cloudType.endsWith(suffix);
  return ours ? cloudType.slice(TYPE_PREFIX.length, -suffix.length) : cloudType;
}

/** What CloudEvents forbids in a string: control characters and what Unicode calls noncharacters. */
const FORBIDDEN = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/**
 * A text a person wrote, as an attribute. One that CloudEvents does not allow as a string (with line breaks) goes under another name as bytes,
 * in base64, so that nothing of it is lost.
 */
export function textAttribute(name: string, text: string): readonly [string, string] {
  if (!FORBIDDEN.test(text)) return [name, text];
  return [`${name}bytes`, Buffer.from(text, 'utf8').toString('base64')];
}

/** Reverses `textAttribute`. */
export function readTextAttribute(attributes: ReadonlyMap<string, string>, name: string): string | undefined {
  const bytes = attributes.get(`${name}bytes`);
  return bytes === undefined ? attributes.get(name) : Buffer.from(bytes, 'base64').toString('utf8');
}
