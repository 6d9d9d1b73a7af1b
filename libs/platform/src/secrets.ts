import { join } from 'node:path';

import { PlatformError } from './error.ts';
import { loadOrCreateSecret, readTextIfPresent } from './files.ts';
import { knownToken, loadOrCreateToken, requireActor, tokenFileIn } from './tokens.ts';

const answersIn = (secretsDirectory: string): string => join(secretsDirectory, 'answers');

/** Whom a request comes from. @throws ProblemError 401 */
export type RequireActor = (authorization: string | undefined) => string;

/** What all processes of an installation share beside the passwords of the database. */
export interface SharedSecrets {
  readonly requireActor: RequireActor;
  /** Keys the digests of stored answers. */
  readonly answers: string;
}

function guardedBy(token: string): RequireActor {
  const tokens = [knownToken('operator', token)];
  return (authorization) => requireActor(authorization, tokens);
}

/** The installation's secrets, made where they are missing: for the one process that sets it up. `created`: whether the token is new. */
export async function loadOrCreateSecrets(secretsDirectory: string): Promise<SharedSecrets & { created: boolean }> {
  const { token, created } = await loadOrCreateToken(tokenFileIn(secretsDirectory));
  return { requireActor: guardedBy(token), answers: await loadOrCreateSecret(answersIn(secretsDirectory)), created };
}

async function readSecret(path: string, variable: string): Promise<string> {
  const secret = (await readTextIfPresent(path))?.trim();
  if (secret) return secret;
  throw new PlatformError('secrets-missing', `There is no ${path}: run the migration first, or set ${variable}.`);
}

/**
 * The token that guards every process of an installation, made by its migration.
 * @throws PlatformError `secrets-missing`
 */
export const readRequireActor = async (tokenFile: string): Promise<RequireActor> =>
  guardedBy(await readSecret(tokenFile, 'AFA_TOKEN_FILE'));

/** The secret of stored answers, made by the migration. @throws PlatformError `secrets-missing` */
export const readAnswersSecret = (secretsDirectory: string): Promise<string> =>
  readSecret(answersIn(secretsDirectory), 'AFA_SECRETS_DIR');
