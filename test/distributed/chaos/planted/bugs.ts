import type { FaultCounts } from '../../../chaos/driver/faults.ts';
import type { PlantedBug } from '../../../chaos/planted/suite.ts';

/** A planted bug, and what it needs to show. */
export interface Bug extends PlantedBug {
  readonly faults: FaultCounts;
  readonly poisoned?: true;
}

const appends = 'libs/event-log/src/kurrentdb/appends.js';
const term = 'libs/delivery/src/kafka/relay/term.js';
const member = 'libs/delivery/src/kafka/consumer/member.js';
const desk = 'libs/delivery/src/kafka/consumer/desk.js';
const follow = 'libs/projections/src/partitions/follow.js';
const fold = 'libs/projections/src/engine/fold-batch.js';
const tables = 'libs/projections/src/postgres/generation-tables.js';
const statements = 'libs/projections/src/postgres/statements.js';
const reading = 'libs/queries/src/reading.js';
/** As long as a slow disk or network takes, so that a fault falls between. */
const slow = (milliseconds: number): string => `await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));`;

const acknowledgeBeforeAppend: Bug = {
  name: 'the command side acknowledges before the append',
  changes: [
    {
      file: appends,
      find: 'const written = await this.#write(work, expected);\n        if (',
      put: `void new Promise((resolve) => setTimeout(resolve, 60)).then(() => this.#write(work, expected)).catch(() => undefined);
        return {
          kind: 'appended',
          repeated: false,
          events: work.request.events.map((event, index) => ({
            ...event,
            stream,
            revision: (expected === 'none' ? 0 : expected + 1) + index,
            position: '1',
            recordedAt: new Date().toISOString(),
          })),
        };
        const written = { kind: 'conflict' };
        if (`,
    },
  ],
  faults: { 'kill command-api': 1 },
  breaks: ['I1', /was acknowledged at \d+, where/],
};

const unknownAsRefusal: Bug = {
  name: 'an append whose answer was lost counts as refused',
  changes: [
    {
      file: appends,
      find: 'link.patiently((call)=>sendAppend(call, messages), {\n            within: patience\n        })',
      put: 'link.once((call)=>sendAppend(call, messages), patience)',
    },
    {
      file: appends,
      find: "throw failureOf(error) === 'answered' ?",
      put: "return { kind: 'refused', detail: 'the append was not answered' }; throw failureOf(error) === 'answered' ?",
    },
  ],
  faults: { 'cut appends behind the commit': 3 },
  breaks: ['I2', /^refused, but in the log/],
};

const offsetBeforeRows: Bug = {
  name: 'the offset is stored before the rows',
  changes: [
    {
      file: tables,
      find: 'const changes = fold(await know(session, statements, request));',
      put: `const changes = fold(await know(session, statements, request));
                await session.send([statements.commit]);
                ${slow(60)}
                await session.send([statements.begin]);`,
    },
  ],
  faults: { 'kill projector': 2 },
  breaks: ['I6', /^offset \d+ of partition \d+ is ahead of the rows/],
};

const kafkaCommit: Bug = {
  name: 'reading goes on where Kafka was told, not where the rows are',
  changes: [
    { file: member, find: 'autoCommit: false', put: 'autoCommit: true' },
    {
      file: member,
      find: 'const { batch } = payload;',
      put: `const { batch } = payload;
        payload.resolveOffset(batch.lastOffset());
        const offset = String(BigInt(batch.lastOffset()) + 1n);
        await payload.commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset }] }] });
        ${slow(60)}`,
    },
    { file: desk, find: 'this.#seat.seek(partition, offset);', put: '' },
  ],
  faults: { 'kill projector': 2 },
  breaks: ['I6', /^offset \d+ of partition \d+ is ahead of the rows/],
};

const noDeduplication: Bug = {
  name: 'repeated messages are not dropped by their revision',
  changes: [{ file: fold, find: "if (revision <= last) return 'duplicate';", put: '' }],
  faults: { 'repeat messages': 2 },
  breaks: ['I5', / as of \d+: .* is not its fold/],
};

const zombieCommits: Bug = {
  name: 'the offset is moved without comparing it',
  changes: [
    {
      file: statements,
      find: ' AND incarnation = $6::uuid AND next_offset = $3::bigint',
      put: ' AND incarnation = $6::uuid AND $3::bigint >= 0',
    },
    { file: follow, find: 'const fresh = messages.filter(', put: `${slow(150)} const fresh = messages.filter(` },
  ],
  // Each of them shows only where a look falls between the step back and the next batch.
  faults: { 'freeze projector': 7 },
  breaks: ['I6', /^partition \d+ went back from \d+ to \d+/],
};

const positionBeforeAcknowledgement: Bug = {
  name: 'the relay stores its position before the broker has acknowledged',
  changes: [
    {
      file: term,
      find: 'async #publish({ events, messages, upTo }) {',
      put: 'async #publish({ events, messages, upTo, recordedAt }) {',
    },
    {
      file: term,
      find: 'const ranges = await inBatchSpan(',
      put: `const early = { ...from, position: upTo, events: String(BigInt(from.events) + BigInt(events.length)) };
        await movePublished(this.#session, from, early, recordedAt);
        ${slow(60)}
        const ranges = await inBatchSpan(`,
    },
    {
      file: term,
      find: 'if (to.position !== from.position) await movePublished',
      put: 'if (false) await movePublished',
    },
  ],
  faults: {},
  breaks: ['I7', /^the relay noted \d+ at \d+ of partition \d+, before it was there/],
};

const resumesLater: Bug = {
  name: 'the relay goes on behind what the log had reached, not behind the last event it published',
  changes: [{ file: term, find: 'after: position,', put: 'after: (await log.head()).position,' }],
  faults: { 'kill relay': 2 },
  breaks: ['I7', / is not on the bus$/],
};

const tokenOfStreamOnly: Bug = {
  name: 'a read with a token waits for the stream, not for the position',
  changes: [
    { file: reading, find: "await reach(side, position, 'token', left);", put: '' },
    {
      file: term,
      find: 'if (to.position !== from.position) await movePublished',
      put: `${slow(150)} if (to.position !== from.position) await movePublished`,
    },
  ],
  faults: {},
  breaks: ['I13', / read with its token: (404|shown as of \d+)/],
};

const parkedLetsPass: Bug = {
  name: 'a parked stream lets later events pass',
  changes: [
    { file: fold, find: 'return behind;', put: ';' },
    { file: fold, find: 'if (recorded.revision > last + 1)', put: 'if (false)' },
  ],
  faults: {},
  poisoned: true,
  breaks: ['I5', /(swaps as of \d+: .* is not its fold|claims as of \d+: .* nothing in the log says so)/],
};

/** Bugs that show in different invariants, so that one run can hold them all: that is enough for every change of the code. */
export const together: readonly (readonly Bug[])[] = [
  [acknowledgeBeforeAppend, offsetBeforeRows],
  [resumesLater],
  // Alone: where events are lost on the way, few reads come to a position at all.
  [tokenOfStreamOnly],
  [zombieCommits, positionBeforeAcknowledgement],
  // Alone: where positions run ahead of the rows, a read may come before the event that must not be there.
  [parkedLetsPass],
  [unknownAsRefusal, noDeduplication],
];

/** Each bug alone, as a whole run of the fault tests has them; one of them shows by chance only where little is done. */
export const alone: readonly (readonly Bug[])[] = [...together.flat(), kafkaCommit].map((bug) => [bug]);
