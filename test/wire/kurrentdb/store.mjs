import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { openEventFile } from './event-file.mjs';

/** Bytes between two events of one append: less than the shortest event takes in its line, so positions rise from line to line. */
const STRIDE = 61;
const TICKS_PER_MILLISECOND = 10_000n;

/**
 * What the server knows: all events in commit order and by stream. Positions are places in the file, so they rise with holes,
 * and are the same after a restart. `appended` is emitted after each append.
 */
export class Store extends EventEmitter {
  all = [];
  streams = new Map();
  #file;
  #byPosition = new Map();
  #clock;
  #sum = 0n;

  constructor(path, options, clock) {
    super();
    this.setMaxListeners(0);
    this.#file = openEventFile(path, options);
    this.#clock = clock;
    for (const { at, value } of this.#file.lines) this.#take(at, value);
    // The whole log of a server is never empty: it writes streams of its own before anybody else does.
    if (this.all.length === 0) this.#write('$server', [proposed('$started', { at: 'first start' })]);
  }

  /** Where the next event will stand. */
  get next() {
    return BigInt(this.#file.size + 1);
  }

  /** The place of the event in `all`; undefined where no event begins. */
  indexAt(position) {
    return this.#byPosition.get(position);
  }

  /** `expected` is 'any', 'exists', -1 for no stream, or a revision. */
  append(stream, expected, events) {
    const standing = this.streams.get(stream) ?? [];
    const current = standing.length - 1;
    const verdict = judge(standing, expected, events);
    if (verdict === 'wrong') return { kind: 'wrong', current };
    if (verdict !== 'new') return { kind: 'appended', repeated: true, last: standing[verdict] };
    this.#write(stream, events);
    return { kind: 'appended', repeated: false, last: this.streams.get(stream).at(-1) };
  }

  #write(stream, events) {
    const ticks = BigInt(this.#clock()) * TICKS_PER_MILLISECOND + this.#finerThanMilliseconds();
    const value = { stream, ticks: String(ticks), events };
    this.#take(this.#file.append(value), value);
    this.emit('appended');
  }

  #finerThanMilliseconds() {
    this.#sum = (this.#sum + 3_701n) % TICKS_PER_MILLISECOND;
    return this.#sum;
  }

  #take(at, { stream, ticks, events }) {
    const own = this.streams.get(stream) ?? [];
    this.streams.set(stream, own);
    for (const [index, event] of events.entries()) {
      const position = BigInt(at + 1 + index * STRIDE);
      const recorded = { ...event, stream, ticks, position, revision: own.length };
      own.push(recorded);
      this.#byPosition.set(position, this.all.length);
      this.all.push(recorded);
    }
  }
}

function proposed(type, data) {
  const json = Buffer.from(JSON.stringify(data)).toString('base64');
  return { id: randomUUID(), type, contentType: 'application/json', data: json, metadata: '' };
}

/** 'new', 'wrong', or the revision at which the last of these events stands already. */
function judge(standing, expected, events) {
  const current = standing.length - 1;
  if (expected === 'exists') return current < 0 ? 'wrong' : 'new';
  if (expected === 'any') return judgeAnywhere(standing, events);
  if (expected === current) return 'new';
  if (expected > current) return 'wrong';
  const same = events.every((event, index) => standing[expected + 1 + index]?.id === event.id);
  return same ? expected + events.length : 'wrong';
}

/** Without an expected revision the ids decide: all of them in a row is the same append, some of them is a conflict. */
function judgeAnywhere(standing, events) {
  const ids = new Set(events.map(({ id }) => id));
  const first = standing.findIndex(({ id }) => ids.has(id));
  if (first === -1) return 'new';
  return events.every((event, index) => standing[first + index]?.id === event.id) ? first + events.length - 1 : 'wrong';
}
