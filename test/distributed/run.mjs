// `npm run test:distributed`: the tests of the distributed profile. Kafka is that of KAFKA_BROKERS, else one started from its Maven artifacts;
// what is missing for that is said in one sentence before any test runs. Arguments go to jest.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const missing = process.env.KAFKA_BROKERS
  ? []
  : [
      ['java', ['-version'], 'Java 17 or later (Debian: default-jre-headless)'],
      ['mvn', ['-version'], 'Maven (Debian: maven)'],
    ].filter(([command, args]) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0);

if (missing.length > 0) {
  const needed = missing.map(([, , what]) => what).join(' and ');
  console.error(
    `The distributed tests need a Kafka broker: set KAFKA_BROKERS to one's addresses, or install ${needed}.`,
  );
  process.exit(1);
}

const flags = ['--max-semi-space-size=64', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const jest = ['node_modules/jest/bin/jest.js', '-c', 'test/distributed/jest.config.mjs', ...process.argv.slice(2)];
const child = spawn(process.execPath, [...flags, ...jest], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('close', (code) => (process.exitCode = code ?? 1));
