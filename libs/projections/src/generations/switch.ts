import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { inTransaction, lackingIn, REGISTER } from '../postgres/create-generation.ts';
import { schemaOf } from '../postgres/schema-name.ts';

/** Why a generation may not serve. */
export type SwitchRefusal =
  | 'not-there'
  | 'serving-already'
  | 'not-filled'
  | 'outdated'
  | 'lags'
  | 'not-compared'
  | 'compared-by-other-code'
  | 'compared-long-ago'
  | 'differs'
  | 'parked'
  | 'busy';

export class SwitchRefused extends Error {
  override readonly name = 'SwitchRefused';
  readonly refusal: SwitchRefusal;

  constructor(refusal: SwitchRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

export interface Switch {
  /** The generation that is to serve. */
  readonly to: number;
  /** Who or what wants it. */
  readonly actor: string;
  /** The version of this code: a comparison by another one proves nothing. */
  readonly code: string;
  /** Without an equal comparison, or with streams that stand still in the new generation only; the reason is kept. */
  readonly forced?: { readonly reason: string };
  /** Only looks whether it could be done. */
  readonly dryRun?: boolean;
  /** The way back, or the way from a generation that cannot serve: neither needs a comparison. */
  readonly without?: 'comparison' | 'all-checks';
}

export interface Switched {
  /** Null where none served. */
  readonly former: number | null;
  readonly serving: number;
  /** Up to here both were complete. */
  readonly position: string;
}

/** How long a switch waits for another transaction: nobody waits longer for the switch. */
const SET_TIMEOUT = `SET LOCAL lock_timeout = '50ms'`;

/** $1 projection. One switch at a time; whoever refers to a generation is not kept waiting. */
const HOLD_GENERATIONS = `
SELECT generation, status FROM projection.generations
 WHERE projection = $1 AND status IN ('building', 'serving', 'standby') ORDER BY generation FOR NO KEY UPDATE`;

/** $1 projection. The serving generation stands still until the transaction ends, so that what it has told anybody the new one has too. */
const HOLD_SERVING = `
SELECT 1 FROM projection.checkpoints c JOIN projection.generations g USING (projection, generation)
 WHERE projection = $1 AND g.status = 'serving' ORDER BY generation, partition FOR UPDATE OF c`;

/** How old a comparison may be that a switch rests on. */
const RECENT = '1 hour';

/** $1 projection, $2 generation, $3 the serving one or null, $4 code */
const FINDINGS = `
SELECT projection.complete_position($1, $2)::text AS position,
       projection.complete_position($1, $2) >= coalesce(projection.complete_position($1, $3), 0) AS "isThere",
       EXISTS (SELECT FROM projection.builds b
                WHERE b.projection = $1 AND b.generation = $2 AND b.filled_at IS NULL) AS "isFilling",
       c.equal, c.code = $4 AS "sameCode", c.compared_at > now() - interval '${RECENT}' AS recent,
       ARRAY(SELECT DISTINCT stream FROM projection.parked WHERE projection = $1 AND generation = $2
             EXCEPT SELECT stream FROM projection.parked WHERE projection = $1 AND generation = $3) AS parked
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT equal, code, compared_at FROM projection.comparisons
                      WHERE projection = $1 AND generation = $2 AND against = $3 ORDER BY id DESC LIMIT 1) AS c ON true`;

/** $1 projection, $2 generation. First the one, then the other: at no moment may two serve, and nobody sees the moment between. */
const STAND_BY = `UPDATE projection.generations SET status = 'standby' WHERE projection = $1 AND status = 'serving'`;
const SERVE = `UPDATE projection.generations SET status = 'serving' WHERE projection = $1 AND generation = $2`;

/** $1 projection, $2 former, $3 serving, $4 position, $5 actor, $6 reason */
const REMEMBER = `
INSERT INTO projection.switches (projection, former, serving, position, actor, reason)
SELECT $1, $2, $3, $4, $5, $6 WHERE $2::int IS NOT NULL`;

interface Findings {
  readonly position: string;
  readonly isThere: boolean;
  readonly isFilling: boolean;
  /** Null where nothing was compared. */
  readonly equal: boolean | null;
  readonly sameCode: boolean | null;
  readonly recent: boolean | null;
  readonly parked: readonly string[];
}

/** A generation that is followed is behind the other one for moments only: looks at it in one attempt, attempts, milliseconds between. */
const LOOKS = 3;
const ATTEMPTS = 50;
const BETWEEN = 15;

const refuse = (refusal: SwitchRefusal, message: string): never => {
  throw new SwitchRefused(refusal, message);
};

function requireCompared({ equal, sameCode, recent, parked }: Findings, to: number): void {
  if (equal === null) refuse('not-compared', `generation ${to} was not compared with the one that serves`);
  if (!sameCode) refuse('compared-by-other-code', `generation ${to} was compared by other code; compare it again`);
  if (!recent) refuse('compared-long-ago', `generation ${to} was compared more than ${RECENT} ago; compare it again`);
  if (!equal) refuse('differs', `generation ${to} differs from the one that serves`);
  if (parked.length > 0) refuse('parked', `streams stand still in generation ${to} only: ${parked.join(', ')}`);
}

/** Looks again a moment later where the generation is behind: the serving one stands still, and readers do not notice. */
async function findingsOf(client: pg.ClientBase, { to, code }: Switch, former: number | null): Promise<Findings> {
  for (let looks = 1; ; looks += 1) {
    const { rows } = await client.query<Findings>(FINDINGS, [REGISTER, to, former, code]);
    if (rows[0]!.isThere || rows[0]!.isFilling || looks === LOOKS) return rows[0]!;
    await pause(BETWEEN);
  }
}

async function requireUsable(client: pg.ClientBase, status: string | undefined, to: number): Promise<void> {
  if (status === undefined) refuse('not-there', `there is no generation ${to} that could serve`);
  if (status === 'serving') refuse('serving-already', `generation ${to} serves already`);
  const lacking = await lackingIn(client, schemaOf(to));
  if (lacking.length > 0)
    refuse('outdated', `generation ${to} was made by other code, it lacks: ${lacking.join(', ')}`);
}

async function attempt(client: pg.ClientBase, wanted: Switch): Promise<Switched> {
  const { to, actor, forced, without } = wanted;
  await client.query(SET_TIMEOUT);
  const { rows } = await client.query<{ generation: number; status: string }>(HOLD_GENERATIONS, [REGISTER]);
  await requireUsable(client, rows.find(({ generation }) => generation === to)?.status, to);
  const former = rows.find((each) => each.status === 'serving')?.generation ?? null;
  await client.query(HOLD_SERVING, [REGISTER]);
  const findings = await findingsOf(client, wanted, former);
  if (findings.isFilling) refuse('not-filled', `generation ${to} is still being filled`);
  if (without !== 'all-checks' && !findings.isThere)
    refuse('lags', `generation ${to} has come to position ${findings.position}, not as far as the one that serves`);
  if (!without && !forced) requireCompared(findings, to);
  const switched = { former, serving: to, position: findings.position };
  if (wanted.dryRun) return switched;
  await client.query(STAND_BY, [REGISTER]);
  await client.query(SERVE, [REGISTER, to]);
  await client.query(REMEMBER, [REGISTER, former, to, findings.position, actor, forced?.reason ?? null]);
  return switched;
}

const LOCK_NOT_AVAILABLE = '55P03';
const isPassing = (error: unknown): boolean =>
  (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) ||
  (error instanceof SwitchRefused && error.refusal === 'lags');

/**
 * Makes another generation serve, in one transaction: whoever asks gets the one or the other. The former one stands by and is kept up.
 * @throws SwitchRefused
 */
export async function switchGeneration(client: pg.ClientBase, wanted: Switch, attempts = ATTEMPTS): Promise<Switched> {
  for (let left = attempts; ; left -= 1)
    try {
      return await inTransaction(client, () => attempt(client, wanted));
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (left <= 1 && error instanceof SwitchRefused) throw error;
      if (left <= 1) throw new SwitchRefused('busy', 'another transaction holds the generations; try again');
      await pause(BETWEEN);
    }
}

/** $1 projection. The one that served before, if it stands by. */
const FORMER = `
SELECT s.former FROM projection.switches s JOIN projection.generations g
    ON g.projection = s.projection AND g.generation = s.former AND g.status = 'standby'
 WHERE s.projection = $1 ORDER BY s.id DESC LIMIT 1`;

/** Makes the generation serve that served before. @throws SwitchRefused */
export async function rollBack(
  client: pg.ClientBase,
  wanted: Pick<Switch, 'actor' | 'code' | 'dryRun'>,
): Promise<Switched> {
  const { rows } = await client.query<{ former: number }>(FORMER, [REGISTER]);
  if (!rows[0]) throw new SwitchRefused('not-there', 'no generation stands by that served before');
  return switchGeneration(client, { ...wanted, to: rows[0].former, without: 'comparison' });
}
