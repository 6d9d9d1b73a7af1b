import type { Terminal } from '../terminal.ts';
import { span } from './moment.ts';
import { paint } from './style.ts';

export interface ProgressOptions {
  /** What is being done: `importing swaps.yaml`. */
  readonly label: string;
  /** What is counted: `commands`. */
  readonly unit: string;
}

/** Tells on stderr how far long work has come. */
export interface Progress {
  /** `total` may be learnt on the way, and may be unknown to the end. */
  update(done: number, total?: number | null, note?: string): void;
  /** Takes the bar away, before something else is printed and at the end. The next update draws it again. */
  clear(): void;
}

const REDRAW = 100;
const PLAIN_EVERY = 3_000;
/** The rate is that of the last seconds: work that slows down must show it. */
const WINDOW = 5_000;
const BAR = 24;

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });

function barOf(share: number): string {
  const filled = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}]`;
}

/** Samples of the last seconds, from which the rate is taken. */
class Pace {
  #samples: { at: number; done: number }[] = [];

  add(at: number, done: number): void {
    this.#samples.push({ at, done });
    const old = this.#samples.findLastIndex((sample) => at - sample.at >= WINDOW);
    if (old > 0) this.#samples = this.#samples.slice(old);
  }

  /** Per second; undefined before two moments are known. */
  rate(): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < 200) return undefined;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }
}

/** How the work stands, in words: `1,234 of 5,000 commands, 512/s, 7 s left`. */
export function standing(done: number, total: number | null, unit: string, rate: number | undefined): string {
  const count = total === null ? number(done) : `${number(done)} of ${number(total)}`;
  const parts = [`${count} ${unit}`];
  if (rate !== undefined) parts.push(`${number(rate)}/s`);
  if (rate && total !== null && total > done) parts.push(`${span((total - done) / rate)} left`);
  return parts.join(', ');
}

/** A bar that redraws its line where stderr is a terminal, a plain line every few seconds where it is not; silent with `--json`. */
export function startProgress(terminal: Terminal, options: ProgressOptions, silent = false): Progress {
  const pace = new Pace();
  const style = paint(terminal.colour.err);
  const state = { done: 0, total: null as number | null, note: '', drawn: -Infinity, shown: false, begun: false };
  const clock = (): number => terminal.now().getTime();

  function words(): string {
    const text = standing(state.done, state.total, options.unit, pace.rate());
    return state.note ? `${text}, ${state.note}` : text;
  }

  function draw(at: number): void {
    state.drawn = at;
    if (!terminal.interactive) return void terminal.err.write(`${options.label}: ${words()}\n`);
    const bar = state.total ? `${style('green', barOf(state.done / state.total))} ` : '';
    terminal.err.write(`\r\u001b[2K${options.label} ${bar}${words()}`);
    state.shown = true;
  }

  function clear(): void {
    if (state.shown) terminal.err.write('\r\u001b[2K');
    state.shown = false;
  }

  return {
    update(done, total = state.total, note = state.note) {
      const at = clock();
      Object.assign(state, { done, total, note });
      pace.add(at, done);
      // The first plain line waits its turn as well: short work says nothing.
      if (!state.begun && !terminal.interactive) state.drawn = at;
      state.begun = true;
      if (!silent && at - state.drawn >= (terminal.interactive ? REDRAW : PLAIN_EVERY)) draw(at);
    },
    clear,
  };
}
