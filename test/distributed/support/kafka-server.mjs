// One Kafka broker for all files of a test run, started when the first of them asks. It lives in jest's own process, which outlives the workers.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startKafka } from '../../../infra/kafka/start.mjs';

const PREFIX = 'afa-kafka-';
const run = promisify(execFile);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Its number may have gone to another process since: only one that names the directory is the broker of a run that was killed. */
async function endBroker(pid, directory) {
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  if (stdout.includes(directory)) process.kill(pid, 'SIGKILL');
}

/** A run that was killed leaves its broker and its directory behind; one that still runs is left alone. */
async function sweep() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    const notes = join(directory, 'processes.json');
    if (!existsSync(notes)) continue;
    const { starter, broker } = JSON.parse(readFileSync(notes, 'utf8'));
    if (isAlive(starter)) continue;
    await endBroker(broker, directory);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function start() {
  await sweep();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  try {
    const broker = await startKafka({ directory });
    writeFileSync(join(directory, 'processes.json'), JSON.stringify({ starter: process.pid, broker: broker.pid }));
    return { broker, directory };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Answers every request with the brokers' address, or with the sentence that says why there are none. */
export async function serveKafka() {
  let started;
  const server = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ broker }) => response.end(broker.brokers),
      (error) => response.writeHead(503).end(error.message),
    );
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = async () => {
    server.close();
    const { broker, directory } = (await started?.catch(() => undefined)) ?? {};
    await broker?.kill(); // nobody reads its data again
    if (directory) rmSync(directory, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
