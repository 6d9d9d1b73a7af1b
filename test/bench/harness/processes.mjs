import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a server as a process of its own; it ends with this one. */
export async function startProcess(name, options) {
  const child = fork(fileURLToPath(new URL(`../servers/${name}.mjs`, import.meta.url)), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
  const { url } = await next();
  return {
    url,
    pid: child.pid,
    async statements() {
      const answer = next();
      child.send('statements');
      return (await answer).statements;
    },
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', resolve);
        child.disconnect();
      }),
  };
}
