import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readKafkaAccess } from './service/kafka-access.ts';
import { checkKafka, kafkaFields, kafkaSettings } from './variables.ts';

const variables = z.object(kafkaFields).superRefine(checkKafka).transform(kafkaSettings);

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'afa-kafka-variables-'))));
afterAll(() => rm(directory, { recursive: true }));

const wrong = (given: Record<string, string>): string[] =>
  (variables.safeParse({ KAFKA_BROKERS: 'kafka:9092', ...given }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join()}: ${message}`,
  );

describe('how to get into Kafka', () => {
  const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_USERNAME: 'relay', KAFKA_PASSWORD_FILE: '/nowhere' };

  it('is nothing more than where it is, or all of it', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ ...login, KAFKA_TLS: 'true', KAFKA_CA_FILE: '/ca.pem' })).toEqual([]);
    expect(wrong({ ...login, KAFKA_SASL_MECHANISM: 'scram-sha-512' })).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['a certificate that nobody checks', { KAFKA_CA_FILE: '/ca.pem' }, ['KAFKA_CA_FILE: needs KAFKA_TLS=true']],
    [
      'a login without a name and a password',
      { KAFKA_SASL_MECHANISM: 'scram-sha-256' },
      [
        'KAFKA_USERNAME: is needed with KAFKA_SASL_MECHANISM',
        'KAFKA_PASSWORD_FILE: is needed with KAFKA_SASL_MECHANISM',
      ],
    ],
    ['a name that nobody logs in with', { KAFKA_USERNAME: 'relay' }, ['KAFKA_USERNAME: needs KAFKA_SASL_MECHANISM']],
    [
      'a password sent as it is to another machine',
      { ...login, KAFKA_BROKERS: '127.0.0.1:9092,kafka:9092' },
      ['KAFKA_SASL_MECHANISM: plain sends the password as it is: set KAFKA_TLS=true, or use scram-sha-512'],
    ],
  ])('is refused: %s', (_, given, words) => {
    expect(wrong(given)).toEqual(words);
  });

  it('may send the password as it is on this machine', () => {
    expect(wrong({ ...login, KAFKA_BROKERS: '127.0.0.1:9092' })).toEqual([]);
  });

  it('is read from the files that are named', async () => {
    const [caFile, passwordFile] = [join(directory, 'ca.pem'), join(directory, 'password')];
    await writeFile(caFile, 'certificates\n');
    await writeFile(passwordFile, 'two words \n');
    const settings = variables.parse({
      ...{ ...login, KAFKA_BROKERS: 'one:1,two:2', KAFKA_TLS: 'true' },
      ...{ KAFKA_CA_FILE: caFile, KAFKA_PASSWORD_FILE: passwordFile },
    });
    expect(await readKafkaAccess(settings)).toEqual({
      brokers: ['one:1', 'two:2'],
      tls: { ca: 'certificates\n' },
      login: { mechanism: 'plain', username: 'relay', password: 'two words ' },
    });
    await rm(passwordFile);
    await expect(readKafkaAccess(settings)).rejects.toThrow(
      `The file of KAFKA_PASSWORD_FILE, ${passwordFile}, cannot be read (ENOENT).`,
    );
  });
});
