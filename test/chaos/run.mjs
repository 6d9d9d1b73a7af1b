// `npm run chaos`: the fault tests at full size. One verdict line for each invariant under each fault; exit code 1 where one does not hold.
//   npm run chaos -- --only F1,F5     only these faults
//   npm run chaos -- --scale 0.2      a fifth of the figures (default 1; `npm test` runs a tenth)
// AFA_CHAOS_SEED repeats the commands and faults of an earlier run of F1.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `tests` gives the invariants that a passed test stands for; without it the suite hands over verdicts of its own. */
const suites = [
  {
    fault: 'F1',
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

const { values } = parseArgs({ options: { only: { type: 'string' }, scale: { type: 'string', default: '1' } } });
const wanted = values.only?.split(',');
const chosen = suites.filter(({ fault }) => !wanted || wanted.includes(fault));
if (chosen.length === 0 || !(Number(values.scale) > 0)) {
  console.error(`--only takes ${suites.map(({ fault }) => fault).join(', ')}; --scale a number above 0.`);
  process.exit(2);
}

/** Results and histories; kept where something does not hold. */
const directory = mkdtempSync(join(tmpdir(), 'afa-chaos-verdicts-'));

function jest({ fault, path }) {
  const results = join(directory, `${fault}.json`);
  const verdicts = join(directory, `${fault}.jsonl`);
  const config = ['-c', 'test/jest.config.mjs', '--selectProjects', 'e2e', '--runInBand'];
  const report = ['--silent', '--json', `--outputFile=${results}`, '--testTimeout=1800000'];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const environment = { AFA_FAULT_SCALE: values.scale, AFA_CHAOS_VERDICTS: verdicts };
  if (fault === 'F1') environment.AFA_CHAOS_DIRECTORY = join(directory, 'history');
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
for (const suite of chosen) {
  console.log(`\n${suite.fault}: ${suite.name}`);
  const begun = performance.now();
  for (const { holds, text, details } of verdictsOf(suite, await jest(suite))) {
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
