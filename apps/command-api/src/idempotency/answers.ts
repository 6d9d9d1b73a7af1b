import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { canonicalJson } from '#libs/contracts';
import type { CommandAnswer } from '../answer.ts';

/** What is known of an Idempotency-Key: nothing, the answer it was given, or that it was used for something else. */
export type KnownKey =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: CommandAnswer }
  | { readonly kind: 'other-body' };

/** The stored answers to keyed commands. Only accepted commands are kept: what was rejected may be right the next time. */
export interface Answers {
  find(use: KeyUse): Promise<KnownKey>;
  keep(use: KeyUse, answer: CommandAnswer): Promise<void>;
  /** Removes answers older than the age in hours; the log itself still recognises the commands. */
  expire(hours: number): Promise<number>;
}

export interface KeyUse {
  readonly actor: string;
  readonly key: string;
  readonly command: string;
  readonly body: unknown;
}

const FIND = 'SELECT body_digest, answer FROM api.answers WHERE key_digest = $1';
const KEEP = 'INSERT INTO api.answers (key_digest, body_digest, answer) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
const EXPIRE = "DELETE FROM api.answers WHERE answered_at < now() - $1 * interval '1 hour'";

/** Null for what has no canonical text: `1e999`, or nesting without end. No command takes such a body, so none was ever answered for it. */
function canonicalText(body: unknown): string | null {
  try {
    return canonicalJson(body);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Bodies hold names, and an unkeyed digest of a name can be guessed; hence the installation's secret. */
export function storedAnswers(pool: pg.Pool, secret: string): Answers {
  const digest = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  const keyDigest = ({ actor, key }: KeyUse): Buffer => digest(`${actor}\n${key}`);
  const bodyDigest = ({ command, body }: KeyUse): Buffer | null => {
    const text = canonicalText(body ?? null);
    return text === null ? null : digest(`${command}\n${text}`);
  };
  return {
    async find(use) {
      const { rows } = await pool.query<{ body_digest: Buffer; answer: CommandAnswer }>({
        name: 'find-answer',
        text: FIND,
        values: [keyDigest(use)],
      });
      const known = rows[0];
      if (!known) return { kind: 'new' };
      const asked = bodyDigest(use);
      return asked && known.body_digest.equals(asked)
        ? { kind: 'answered', answer: known.answer }
        : { kind: 'other-body' };
    },
    async keep(use, answer) {
      const values = [keyDigest(use), bodyDigest(use), JSON.stringify(answer)];
      await pool.query({ name: 'keep-answer', text: KEEP, values });
    },
    async expire(hours) {
      return (await pool.query(EXPIRE, [hours])).rowCount ?? 0;
    },
  };
}
