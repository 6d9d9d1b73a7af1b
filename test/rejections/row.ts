import type { SceneCommand } from './scene.ts';

/** One way to be rejected: the command, and the field and rule that the error must name. */
export interface Rejected extends SceneCommand {
  readonly why: string;
  readonly status: number;
  readonly pointer: string;
  readonly rule: string;
}

/** The rejection of one command, in one line. */
export const row = (
  why: string,
  status: number,
  rule: string,
  pointer: string,
  name: string,
  body: object,
  key?: string,
): Rejected => ({
  why,
  status,
  rule,
  pointer,
  name,
  body: body as Record<string, unknown>,
  ...(key && { key }),
});
