// What the broker is made of: Apache Kafka's artifacts from Maven Central, in the version pom.xml pins, fetched once.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const NEEDED_JAVA = 17;

const kafkaVersion = () =>
  /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(here('pom.xml'), 'utf8'))[1];

/** @throws {Error} one sentence that says which Java is needed */
async function assertJava() {
  const sentence = (found) =>
    new Error(`The Kafka broker needs Java ${NEEDED_JAVA} or later (Debian: openjdk-17-jre-headless); ${found}.`);
  const { stderr } = await run('java', ['-version']).catch(() => {
    throw sentence('there is no java on the PATH');
  });
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (major < NEEDED_JAVA) throw sentence(`this is ${stderr.split('\n', 1)[0].trim()}`);
}

/** Fetches into a folder of its own and gives it its name when it is whole: two starts at once must not read half a broker. */
async function fetchJars(target) {
  const draft = `${target}.${process.pid}`;
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${draft}`];
  try {
    await run('mvn', ['-q', '-B', '-f', here('pom.xml'), ...goal], { maxBuffer: 1 << 26 });
    await rename(draft, target).catch((error) => {
      if (!existsSync(target)) throw error; // another start was first
    });
  } catch (error) {
    if (error.code === 'ENOENT' && error.syscall?.startsWith('spawn'))
      throw new Error('The Kafka broker is fetched with Maven, once; there is no mvn on the PATH (Debian: maven).', {
        cause: error,
      });
    throw new Error(`Maven could not fetch the Kafka broker: ${error.stdout || error.message}`, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * The class path of the broker.
 * @returns {Promise<string>}
 * @throws {Error} one sentence where Java or Maven are missing or nothing can be fetched
 */
export async function classPath() {
  await assertJava();
  const target = here(`target/kafka-${kafkaVersion()}`);
  if (!existsSync(target)) await fetchJars(target);
  return `${target}/*`;
}
