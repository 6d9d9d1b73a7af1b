// Processes that this one starts and watches: they end with it, and what they said last is kept for the error of a start that fails.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const KEPT = 8_000;

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A port that nobody listens on now. Whoever starts again on it finds the same address. */
export async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Starts a Node process of the checkout.
 * @param {{main: string, guard?: string, arguments?: string[], environment: Record<string, string | undefined>, output?: (text: string) => void}} options
 *   `guard`: a module loaded before, which ends the process where the pipe on its stdin ends
 */
export function startNode({ main, guard, arguments: given = [], environment, output }) {
  const imports = guard ? ['--import', guard] : [];
  const child = spawn(process.execPath, [...imports, '--enable-source-maps', main, ...given], {
    cwd: root,
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in the terminal reaches the starter alone, which stops everything in its order.
    detached: true,
  });
  running.add(child);
  let last = '';
  const hear = (text) => {
    last = `${last}${text}`.slice(-KEPT);
    output?.(text);
  };
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise((done) => {
    child.once('error', (error) => done({ code: null, signal: null, error }));
    child.once('close', (code, signal) => done({ code, signal }));
  });
  void ended.then(() => running.delete(child));
  return { child, pid: child.pid, ended, words: () => last.trim() };
}

/** How a process ended, in words. */
export const endOf = ({ code, signal, error }) =>
  error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
