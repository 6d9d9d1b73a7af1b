import { checkBus } from './bus.ts';
import type { Evidence, Verdict } from './evidence.ts';
import { checkAcknowledged, checkEffects, checkOrder } from './log.ts';
import { checkModels } from './models.ts';
import { checkOwnWrites } from './own-writes.ts';
import { checkPartitions } from './partitions.ts';
import { checkReaders } from './readers.ts';
import { checkCheckpoints, checkErrors, checkRecovery } from './service.ts';

const ofCommands = [checkAcknowledged, checkEffects, checkOrder, checkReaders, checkModels];
const ofService = [checkErrors, checkRecovery, checkOwnWrites];
const checks = [...ofCommands, checkCheckpoints, ...ofService];
const checksWithBus = [...ofCommands, checkPartitions, checkBus, ...ofService];

/** Judges a run against the invariants, from what it left behind and without a line of the product. */
export const check = (evidence: Evidence): readonly Verdict[] =>
  (evidence.bus ? checksWithBus : checks).map((each) => each(evidence));

const SHOWN = 5;

/** One line for each invariant, and the first violations of those that do not hold. */
export const verdictLines = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ invariant, claim, figure, violations }) => [
    `${violations.length === 0 ? 'holds   ' : 'VIOLATED'} ${invariant.padEnd(4)} ${claim} (${figure})`,
    ...violations.slice(0, SHOWN).map((violation) => `           ${violation}`),
    ...(violations.length > SHOWN ? [`           … and ${violations.length - SHOWN} more`] : []),
  ]);
