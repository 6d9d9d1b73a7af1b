// One app of the distributed profile as a process, which can be killed and started again on the same port.
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { endOf, startNode } from './child.mjs';

const root = new URL('../../', import.meta.url);
const compiled = (path) => fileURLToPath(new URL(`dist/${path}`, root));
/** Loaded before a process that must not outlive its starter. */
export const GUARD = pathToFileURL(compiled('apps/cli/src/server/ends-with-parent.js')).href;
/** Milliseconds. Not a promise of anybody: behind it something hangs. */
const READY_WITHIN = 120_000;
const END_WITHIN = 30_000;

const isReady = (url) =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (answer) => (await answer.text(), answer.ok),
    () => false,
  );

/** Runs a one-shot to its end. @throws Error with what it said, where it fails */
export async function runTask(name, { environment, output }) {
  const main = compiled(`apps/command-api/src/${name}.js`);
  const task = startNode({ main, guard: GUARD, environment, output });
  const end = await task.ended;
  if (end.code !== 0) throw new Error(`${name}: ${endOf(end)}: ${task.words()}`);
}

/**
 * @param {{name: string, port: number, environment: Record<string, string>, output?: (text: string) => void}} options
 *   `name`: the app, with a number behind it where there are several (`relay-2`)
 * @returns {import('./distributed.d.mts').AppProcess}
 */
export function appProcess({ name, port, environment, output }) {
  const kind = name.replace(/-\d+$/, '');
  const url = `http://127.0.0.1:${port}`;
  let current = null;
  /** What the last run has said, also once it is over: that is when somebody asks. */
  let words = () => '';
  let wanted = false;
  let unexpected = () => undefined;

  async function ready() {
    const { ended, words: said } = current;
    let end;
    void ended.then((how) => (end = how));
    const deadline = performance.now() + READY_WITHIN;
    while (!(await isReady(url))) {
      if (end) throw new Error(`${name} did not start (${endOf(end)}): ${said()}`);
      if (performance.now() > deadline) throw new Error(`${name} was not ready in time: ${said()}`);
      await pause(50);
    }
  }

  async function kill(signal = 'SIGKILL') {
    if (!current) throw new Error(`${name} is not running`);
    wanted = true;
    const { child, ended } = current;
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN);
    const how = await ended;
    clearTimeout(late);
    return how;
  }

  return {
    name,
    kind,
    url,
    pid: () => current?.pid,
    isRunning: () => current !== null,
    words: () => words(),
    ready,
    kill,
    async start({ wait = true } = {}) {
      if (current) throw new Error(`${name} is running`);
      wanted = false;
      const main = compiled(`apps/${kind}/src/main.js`);
      const started = startNode({
        main,
        guard: GUARD,
        environment: { ...environment, AFA_PORT: String(port) },
        output,
      });
      current = started;
      words = started.words;
      void started.ended.then((how) => {
        current = null;
        if (!wanted) unexpected({ name, how: endOf(how), words: started.words() });
      });
      if (wait) await ready();
    },
    onUnexpectedEnd: (tell) => void (unexpected = tell),
  };
}
