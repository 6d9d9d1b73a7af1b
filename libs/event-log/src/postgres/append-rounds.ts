import type { PayloadCodec } from '#libs/contracts';
import type { WakeUp } from '../wake-up.ts';
import type { Entry } from './append-queue.ts';
import { HEADS } from './append-sql.ts';
import { appendColumns, decideBatch, recordedEvents, type Accepted, type Mismatched } from './batch.ts';
import type { BatchClock } from './batch-clock.ts';
import type { Heads } from './heads.ts';
import { standingAnswer, standings } from './lookup.ts';
import { isDuplicate } from './statement-error.ts';
import { BatchRefused, SessionLost, type Tenure } from './tenure.ts';

export interface RoundTools {
  readonly tenure: Tenure;
  readonly heads: Heads;
  readonly clock: BatchClock;
  readonly codec: PayloadCodec;
  readonly wakeUp: WakeUp;
}

/**
 * Brings every entry to its answer, in as few statements as possible: one when all goes well.
 * @throws EventLogUnavailable, EventLogFenced; the entries not yet answered are then the caller's
 */
export async function appendRounds(entries: readonly Entry[], tools: RoundTools): Promise<void> {
  let rest = entries;
  while (rest.length > 0) {
    try {
      rest = await round(rest, tools);
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error;
      await tools.tenure.ensure();
    }
    rest = rest.filter((entry) => !entry.answered);
  }
}

/** One decision and at most one write. Returns who has to be decided again. */
async function round(entries: readonly Entry[], tools: RoundTools): Promise<readonly Entry[]> {
  const suspects = entries.filter((entry) => entry.suspicion === 'ask');
  if (suspects.length > 0) await answerStanding(suspects, tools);
  const open = entries.filter((entry) => !entry.answered);
  await loadHeads(open, tools);
  const { accepted, mismatched, deferred } = decideBatch(open, (stream) => tools.heads.get(stream));
  const unasked = mismatched.filter(({ entry }) => entry.suspicion === 'none').map(({ entry }) => entry);
  if (unasked.length > 0) await answerStanding(unasked, tools);
  if (accepted.length > 0) {
    const refusal = await write(accepted, tools);
    if (refusal) {
      await afterRefusal(accepted, refusal, tools);
      return [...mismatched.map(({ entry }) => entry), ...deferred];
    }
  }
  rejectMismatched(mismatched);
  for (const entry of deferred) entry.suspicion = 'ask';
  return deferred;
}

/** Answers those whose ids stand already; marks the others as cleared. */
async function answerStanding(entries: readonly Entry[], { tenure, codec }: RoundTools): Promise<void> {
  for (const [entry, standing] of await standings(tenure, entries)) {
    try {
      const answer = await standingAnswer(standing, codec);
      if (answer) entry.answer(answer);
      else entry.suspicion = 'cleared';
    } catch (error) {
      entry.fail(error); // what stands cannot be decoded: this caller's trouble, not the batch's
    }
  }
}

async function loadHeads(entries: readonly Entry[], { tenure, heads }: RoundTools): Promise<void> {
  const missing = heads.missing(entries.map((entry) => entry.request.stream));
  if (missing.length === 0) return;
  const rows = await tenure.ask<{ stream: string; revision: string | null }>('heads', HEADS, [missing]);
  for (const { stream, revision } of rows) heads.set(stream, revision === null ? null : Number(revision));
}

/** Only now, with the batch standing, is the revision that each of them met a fact. */
function rejectMismatched(mismatched: readonly Mismatched[]): void {
  for (const { entry, current } of mismatched) {
    if (!entry.answered) entry.answer({ kind: 'wrong-revision', stream: entry.request.stream, current });
  }
}

/** Writes the accepted entries and answers them; returns the refusal when none of them stands. */
async function write(accepted: readonly Accepted[], tools: RoundTools): Promise<BatchRefused | null> {
  const { tenure, heads, clock, wakeUp } = tools;
  const last = tenure.last;
  const recordedAt = clock.read(tenure.lastRecordedAt);
  const firstId = accepted[0]?.entry.events[0]?.id ?? '';
  const count = accepted.reduce((sum, { entry }) => sum + entry.events.length, 0);
  try {
    await tenure.write({ firstId, count, recordedAt, columns: appendColumns(accepted, recordedAt) });
  } catch (error) {
    heads.clear();
    if (error instanceof BatchRefused) return error;
    throw error;
  }
  const recorded = recordedEvents(accepted, last, recordedAt);
  for (const [index, { entry, firstRevision }] of accepted.entries()) {
    heads.set(entry.request.stream, firstRevision + entry.events.length - 1);
    entry.answer({ kind: 'appended', events: recorded[index] ?? [], repeated: false });
  }
  wakeUp.publish(tenure.last.toString());
  return null;
}

/** Nothing of the batch stands: find the offender by its id where that can be it, else by halving until it is alone. */
async function afterRefusal(accepted: readonly Accepted[], refusal: BatchRefused, tools: RoundTools): Promise<void> {
  const entries = accepted.map(({ entry }) => entry);
  const unasked = entries.filter((entry) => entry.suspicion !== 'cleared');
  if (isDuplicate(refusal.cause) && unasked.length > 0) {
    for (const entry of unasked) entry.suspicion = 'ask';
    return appendRounds(entries, tools);
  }
  const [only] = entries;
  if (only && entries.length === 1) return only.answer({ kind: 'refused', detail: detailOf(refusal) });
  const half = Math.ceil(entries.length / 2);
  await appendRounds(entries.slice(0, half), tools);
  await appendRounds(entries.slice(half), tools);
}

function detailOf(refusal: BatchRefused): string {
  return refusal.cause instanceof Error ? refusal.cause.message : refusal.message;
}
