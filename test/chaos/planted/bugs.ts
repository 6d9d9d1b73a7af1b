import type { PlantedBug } from './suite.ts';

/** A planted bug, and what it needs to show. */
export interface Bug extends PlantedBug {
  /** How often the application is killed under load. */
  readonly kills: number;
  /** The share of requests whose client gives up almost at once, and repeats the command. */
  readonly impatient?: number;
  readonly poisoned?: true;
  readonly looksBack: number;
}

const rounds = 'libs/event-log/src/postgres/append-rounds.js';
const tables = 'libs/projections/src/postgres/generation-tables.js';
const fold = 'libs/projections/src/engine/fold-batch.js';
/** As long as a slow disk takes, so that a kill falls between. */
const SLOW = 'await new Promise((resolve) => setTimeout(resolve, 60));';

const acknowledgeBeforeCommit: Bug = {
  name: 'acknowledge before commit',
  changes: [
    {
      file: rounds,
      find: 'await tenure.write({',
      put: `for (const [index, events] of recordedEvents(accepted, last, recordedAt).entries())
          accepted[index].entry.answer({ kind: 'appended', events, repeated: false });
        ${SLOW}
        await tenure.write({`,
    },
  ],
  kills: 1,
  looksBack: 0,
  breaks: ['I1', /was acknowledged at \d+, where/],
};

const checkpointBeforeApply: Bug = {
  name: 'checkpoint before apply: a batch is lost when the projector is killed',
  changes: [
    {
      file: tables,
      find: 'const changes = fold(await know(session, statements, request));',
      put: `const changes = fold(await know(session, statements, request));
                await session.send([statements.commit]);
                ${SLOW}
                await session.send([statements.begin]);`,
    },
  ],
  kills: 1,
  looksBack: 0,
  breaks: ['I6', /ahead of the rows/],
};

const noDeduplication: Bug = {
  name: 'no de-duplication: a repeated command is a new one',
  changes: [
    { file: 'apps/command-api/src/idempotency/idempotent.js', find: "known.kind === 'answered'", put: 'false' },
    { file: 'apps/command-api/src/repeated.js', find: 'if (own.length === 0) return null;', put: 'return null;' },
    {
      file: 'apps/command-api/src/identity.js',
      find: 'uuidFromName(`event ${index}`, commandId)',
      put: 'newUuid()',
    },
  ],
  kills: 0,
  impatient: 0.4,
  looksBack: 0,
  breaks: ['I2', /^doubled: /],
};

const resumeOffByOne: Bug = {
  name: 'a live stream resumes one event too late',
  changes: [
    {
      file: 'apps/gateway/src/streams/events.controller.js',
      find: 'const after = positionFrom(text, parameter);',
      put: "const after = String(BigInt(positionFrom(text, parameter)) + (parameter === 'Last-Event-ID' ? 1n : 0n));",
    },
  ],
  kills: 0,
  looksBack: 0,
  breaks: ['I4', /subscriber.*: skipped/],
};

const resumeAgain: Bug = {
  name: 'a live stream resumes with the event that was the last',
  changes: [
    {
      file: 'apps/gateway/src/streams/events.controller.js',
      find: 'const after = positionFrom(text, parameter);',
      put: "const after = String(BigInt(positionFrom(text, parameter)) - (parameter === 'Last-Event-ID' ? 1n : 0n));",
    },
  ],
  kills: 0,
  looksBack: 0,
  breaks: ['I4', /subscriber.*: met again/],
};

const asOfOffByOne: Bug = {
  name: 'the end of a range of positions is off by one',
  changes: [
    {
      file: 'libs/projections/src/postgres/statements.js',
      find: 'SET known_to = c.at',
      put: 'SET known_to = c.at + 1',
    },
  ],
  kills: 0,
  looksBack: 8,
  breaks: ['I5', /^replay to \d+: .*"(different|extra)"|is listed twice/],
};

const parkedLetsPass: Bug = {
  name: 'a parked stream lets later events pass',
  changes: [
    { file: fold, find: 'return behind;', put: ';' },
    { file: fold, find: 'if (recorded.revision > last + 1)', put: 'if (false)' },
  ],
  kills: 0,
  poisoned: true,
  looksBack: 0,
  breaks: ['I5', /swaps as of \d+: .* is not its fold/],
};

const tellsOfTheInsides: Bug = {
  name: 'problems tell what happened inside',
  changes: [
    {
      file: 'libs/platform/src/http/problem-filter.js',
      find: '.send(JSON.stringify(details))',
      put: '.send(JSON.stringify({ ...details, stack: String(error.stack) }))',
    },
  ],
  kills: 0,
  looksBack: 0,
  breaks: ['I8', /tells of the insides/],
};

/** Bugs that show in different invariants, so that one run can hold them all: that is enough for every change of the code. */
export const together: readonly (readonly Bug[])[] = [
  [acknowledgeBeforeCommit, checkpointBeforeApply],
  [noDeduplication, resumeOffByOne, asOfOffByOne, tellsOfTheInsides],
  [resumeAgain, parkedLetsPass],
];

/** Each bug alone, as a whole run of the fault tests has them. */
export const alone: readonly (readonly Bug[])[] = together.flat().map((bug) => [bug]);
