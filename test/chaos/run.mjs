// `npm run chaos`: the fault tests at full size. One verdict line for each invariant under each fault; exit code 1 where one does not hold.
//   npm run chaos -- --only F1,F5              only these faults
//   npm run chaos -- --profile distributed     only this profile (standalone or distributed); the distributed one needs Java and Maven
//   npm run chaos -- --scale 0.2               a fifth of the figures (default 1; `npm test` and `npm run test:distributed` run a tenth)
// AFA_CHAOS_SEED repeats the commands and faults of an earlier run.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

const CHAOS = 'test/distributed/chaos/chaos.e2e';

/**
 * `tests` gives the invariants that a passed test stands for; without it the suite hands over verdicts of its own.
 * `chaos`: a run that keeps its history; of the distributed one only the faults of that name.
 */
const standalone = [
  {
    fault: 'F1',
    chaos: true,
    name: 'application and PostgreSQL killed under load, and asked to stop; a poisoned stream',
    path: 'test/chaos/chaos.e2e',
  },
  {
    fault: 'F3',
    name: 'unknown outcomes: connections cut between commit and answer',
    path: 'libs/event-log/src/postgres/unknown-outcome.e2e',
    tests: [
      [/stands once/, 'I1 I2'],
      [/is lost or doubled/, 'I1-I4'],
    ],
  },
  {
    fault: 'F5',
    name: 'commits held open and rolled back: the gap attack',
    path: 'test/faults/gap-attack.e2e',
    tests: [
      [/make no subscriber/, 'I3 I4'],
      [/naive reader/, 'I4'],
    ],
  },
  {
    fault: 'F6',
    name: 'the log full, hanging, unreachable',
    path: 'libs/event-log/src/postgres/outage.e2e',
    tests: [[/./, 'I8 I9']],
  },
  {
    fault: 'F25',
    name: 'a second writer by mistake',
    path: 'libs/event-log/src/postgres/fencing.e2e',
    tests: [[/./, 'I3']],
  },
  {
    fault: 'fuzz',
    name: 'requests made of the schemas: none is answered 5xx, nothing is lost',
    path: 'test/fuzz/fuzz.e2e',
    tests: [[/./, 'I1 I9']],
  },
  { fault: 'planted', name: 'bugs planted for the checker to find', path: 'test/chaos/planted' },
];

const distributed = [
  {
    fault: 'F1',
    chaos: true,
    name: 'every process killed, frozen and asked to stop under load, all of them at once, and the event log; a poisoned stream',
    path: CHAOS,
  },
  {
    fault: 'F3',
    name: 'unknown outcomes: connections to the event log cut before and behind the commit',
    path: 'test/distributed/kurrentdb/faults.e2e',
    tests: [
      [/stands once|found by the same append/, 'I1 I2'],
      [/nothing is lost/, 'I1-I4'],
    ],
  },
  { fault: 'F3', chaos: true, name: 'the same, behind the gateway', path: CHAOS },
  { fault: 'F4', chaos: true, name: 'PostgreSQL killed, shut down at once, its sessions ended', path: CHAOS },
  {
    fault: 'F6',
    chaos: true,
    name: 'the event log hangs, refuses, cuts connections, ends and mutes subscriptions',
    path: CHAOS,
  },
  { fault: 'F7', chaos: true, name: 'the Kafka broker killed and started again', path: CHAOS },
  { fault: 'F8', chaos: true, name: 'the topic deleted, the broker wiped: published again from the log', path: CHAOS },
  { fault: 'F9', name: 'repeats, single and in whole runs', path: 'test/distributed/chaos/duplicates.e2e' },
  { fault: 'F9', chaos: true, name: 'repeats while everything runs', path: CHAOS },
  { fault: 'F10', name: 'a storm of rebalances, with zombies', path: 'test/distributed/chaos/rebalances.e2e' },
  { fault: 'F11', name: 'poisoned events', path: 'test/distributed/chaos/poison.e2e' },
  {
    fault: 'F22',
    name: 'a generation whose build is interrupted at random, with live appends, and switches under readers',
    path: 'libs/projections/src/generations/(interrupted|readers).e2e',
    tests: [
      [/leaves the serving generation alone/, 'I5 I6'],
      [/get each answer from one generation/, 'I5'],
      [/would notice/, 'I5'],
    ],
  },
  {
    fault: 'F22',
    name: 'a process killed while it builds a generation',
    path: 'test/distributed/generations/killed.e2e',
    tests: [[/./, 'I5 I6']],
  },
  { fault: 'planted', name: 'bugs planted for the checker to find', path: 'test/distributed/chaos/planted' },
];

const suites = [
  ...standalone.map((suite) => ({ ...suite, profile: 'standalone' })),
  ...distributed.map((suite) => ({ ...suite, profile: 'distributed' })),
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, profile: { type: 'string' }, scale: { type: 'string', default: '1' } },
});
const wanted = values.only?.split(',');
const chosen = suites.filter(
  ({ fault, profile }) => (!wanted || wanted.includes(fault)) && (!values.profile || values.profile === profile),
);
if (chosen.length === 0 || !(Number(values.scale) > 0)) {
  const faults = [...new Set(suites.map(({ fault }) => fault))].join(', ');
  console.error(`--only takes ${faults}; --profile standalone or distributed; --scale a number above 0.`);
  process.exit(2);
}

/** Results and histories; kept where something does not hold. */
const directory = mkdtempSync(join(tmpdir(), 'afa-chaos-verdicts-'));

const CONFIGURATIONS = {
  standalone: ['-c', 'test/jest.config.mjs', '--selectProjects', 'e2e', '--runInBand'],
  distributed: ['-c', 'test/distributed/jest.config.mjs', '--runInBand'],
};

function jest({ fault, profile, chaos, path }, number) {
  const results = join(directory, `${number}-${fault}.json`);
  const verdicts = join(directory, `${number}-${fault}.jsonl`);
  const config = CONFIGURATIONS[profile];
  const report = ['--silent', '--json', `--outputFile=${results}`, '--testTimeout=1800000'];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const environment = { AFA_FAULT_SCALE: values.scale, AFA_CHAOS_VERDICTS: verdicts };
  if (chaos) environment.AFA_CHAOS_DIRECTORY = join(directory, `${number}-${fault}-history`);
  if (chaos && profile === 'distributed') environment.AFA_CHAOS_ONLY = fault;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, ...config, ...report, '--', path], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-5_000)));
    child.once('close', () => resolve({ results, verdicts, said }));
  });
}

const line = (holds, fault, invariant, text) =>
  `${holds ? 'holds   ' : 'VIOLATED'} ${fault.padEnd(7)} ${invariant.padEnd(5)} ${text}`;
const firstLine = (text) => stripVTControlCharacters(text).split('\n').slice(0, 3).join(' ').slice(0, 300);

function ownVerdicts(fault, file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
    .map(({ invariant, claim, figure, under, violations, violated }) => ({
      holds: violated === 0,
      text: line(violated === 0, fault, invariant, `${claim} (${[figure, under].filter(Boolean).join('; ')})`),
      details: violations,
    }));
}

const ofTest = (fault, invariants, { status, title, ancestorTitles, failureMessages }) => ({
  holds: status === 'passed',
  text: line(status === 'passed', fault, invariants, [...ancestorTitles, title].join(' ')),
  details: failureMessages.map(firstLine),
});

/** Verdicts of the suite's own, and of each test that it has none for. */
function verdictsOf({ fault, tests }, { results, verdicts, said }) {
  const own = ownVerdicts(fault, verdicts);
  const report = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { testResults: [] };
  const ran = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = report.testResults.filter(
    ({ assertionResults, status }) => status === 'failed' && assertionResults.length === 0,
  );
  const listed = tests
    ? ran.map((test) => ofTest(fault, tests.find(([title]) => title.test(test.title))?.[1] ?? '-', test))
    : ran.filter(({ status }) => status !== 'passed').map((test) => ofTest(fault, '-', test));
  const nothing = ran.length === 0 || (!tests && own.length === 0);
  const lost = broken.map(({ message }) => firstLine(message));
  return [
    ...own,
    ...listed,
    ...(nothing || lost.length > 0
      ? [{ holds: false, text: line(false, fault, '-', 'the suite did not run'), details: [...lost, firstLine(said)] }]
      : []),
  ];
}

let held = 0;
let violated = 0;
for (const [number, suite] of chosen.entries()) {
  console.log(`\n${suite.fault}, ${suite.profile}: ${suite.name}`);
  const begun = performance.now();
  for (const { holds, text, details } of verdictsOf(suite, await jest(suite, number))) {
    if (holds) held += 1;
    else violated += 1;
    console.log(text);
    if (!holds) for (const detail of details) console.log(`           ${detail}`);
  }
  console.log(`         (${Math.round((performance.now() - begun) / 1000)} s)`);
}
console.log(`\n${held} hold, ${violated} violated${violated > 0 ? `; histories and results are in ${directory}` : ''}`);
if (violated === 0) rmSync(directory, { recursive: true, force: true });
process.exitCode = violated === 0 ? 0 : 1;
