import { readFile } from 'node:fs/promises';
import { PlatformError } from '../error.ts';
import type { KafkaSettings } from '../variables.ts';

/** What a Kafka client needs to be let in. */
export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly tls?: { readonly ca?: string };
  readonly login?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

async function read(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PlatformError('secrets-missing', `The file of ${variable}, ${path}, cannot be read (${code}).`, {
      cause: error,
    });
  }
}

/** Reads the files that the settings name. @throws PlatformError `secrets-missing` */
export async function readKafkaAccess({ brokers, tls, caFile, login }: KafkaSettings): Promise<KafkaAccess> {
  const ca = caFile === undefined ? undefined : await read('KAFKA_CA_FILE', caFile);
  const password = login && (await read('KAFKA_PASSWORD_FILE', login.passwordFile)).replace(/\r?\n$/, '');
  return {
    brokers,
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
    ...(login && { login: { mechanism: login.mechanism, username: login.username, password: password! } }),
  };
}
