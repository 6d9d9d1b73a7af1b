import { setTimeout as pause } from 'node:timers/promises';

/** What goes wrong at the moment; set over the control port, asked by the services. */
export class Faults {
  /** Milliseconds before each answer. */
  delay = 0;
  /** The next so many appends are stored and their connection cut before the answer. */
  cutAfterCommit = 0;
  /** The next so many appends are not stored and their connection cut. */
  cutBeforeCommit = 0;
  /** The next so many calls fail with this gRPC status: {code, details, exception?, count}. */
  failure = null;
  #hanging = null;

  /** No call is worked on until `hang(false)`; then all that waited are. */
  hang(on) {
    if (on && !this.#hanging) this.#hanging = withResolvers();
    if (!on && this.#hanging) {
      this.#hanging.resolve();
      this.#hanging = null;
    }
  }

  /** Every service waits here before it looks at a request. */
  async admit() {
    if (this.delay > 0) await pause(this.delay);
    while (this.#hanging) await this.#hanging.promise;
  }

  /** The status that this call has to fail with, if any. */
  takeFailure() {
    if (!this.failure || this.failure.count <= 0) return null;
    this.failure.count -= 1;
    return this.failure;
  }

  /** Whether this append is one of those to be cut, by the name of the counter. */
  takeCut(name) {
    if (this[name] <= 0) return false;
    this[name] -= 1;
    return true;
  }
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

/** The server's clock in milliseconds: the machine's, or readings set by a test (the last one stays). */
export class Clock {
  #readings = null;

  set(readings) {
    this.#readings = readings?.length ? readings.map((reading) => new Date(reading).getTime()) : null;
  }

  read() {
    if (!this.#readings) return Date.now();
    return this.#readings.length > 1 ? this.#readings.shift() : this.#readings[0];
  }
}
