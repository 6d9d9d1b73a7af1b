import { createHash } from 'node:crypto';

/** `,"sha256":"<64 hexadecimal digits>"}` at the end of each line, in bytes. */
const SEAL_LENGTH = 77;
const SEAL = /^,"sha256":"([0-9a-f]{64})"\}$/;

/** A line taken apart: its text up to the seal, and the digest the seal claims. */
export interface SealedLine {
  readonly body: Buffer;
  readonly digest: string;
}

export const digestOf = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex');

/** A line of the backup: the members as JSON, and last `sha256`, by default the digest of the line's own bytes before it. */
export function sealedLine(members: Readonly<Record<string, unknown>>, digest?: string): string {
  const body = JSON.stringify(members).slice(0, -1);
  return `${body},"sha256":"${digest ?? digestOf(body)}"}\n`;
}

/** Undefined where the line (without its line feed) does not end in a seal. Works on bytes: a flipped one need not be text. */
export function takeApart(line: Buffer): SealedLine | undefined {
  const body = line.subarray(0, Math.max(0, line.length - SEAL_LENGTH));
  const digest = SEAL.exec(line.subarray(body.length).toString('latin1'))?.[1];
  return digest === undefined ? undefined : { body, digest };
}

/** The members of a line; undefined where it is no JSON. */
export function membersOf({ body }: SealedLine): unknown {
  try {
    return JSON.parse(`${body.toString('utf8')}}`);
  } catch {
    return undefined;
  }
}
