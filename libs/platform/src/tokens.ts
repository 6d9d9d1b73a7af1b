import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';

import { PlatformError } from './error.ts';
import { readTextIfPresent, secretsIn, writeSecret } from './files.ts';
import { ProblemError } from './http/problem.ts';

/** A token as the application keeps it in memory: whom it stands for, and the SHA-256 of the token, never the token. */
export interface KnownToken {
  readonly actor: string;
  readonly sha256: Buffer;
}

export type Authentication =
  | { readonly kind: 'authenticated'; readonly actor: string }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused' };

const TOKEN = /^afa_[A-Za-z0-9_-]{43}$/;
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

export const knownToken = (actor: string, token: string): KnownToken => ({ actor, sha256: digest(token) });
/** Where the token is in a directory of secrets. */
export const tokenFileIn = (secretsDirectory: string): string => join(secretsDirectory, 'token');
export const tokenPath = (dataDirectory: string): string => tokenFileIn(secretsIn(dataDirectory));

/** 256 random bits; the prefix lets secret scanners and our own log recognise one. */
export const makeToken = (): string => `afa_${randomBytes(32).toString('base64url')}`;

/**
 * The token of this installation, made on the first start and kept readable by its owner only (0600).
 * @throws PlatformError `data-directory-damaged` where the file holds something else; deleting it makes a new token
 */
export async function loadOrCreateToken(path: string): Promise<{ token: string; created: boolean }> {
  const existing = (await readTextIfPresent(path))?.trim();
  if (existing === undefined) {
    const token = makeToken();
    await writeSecret(path, `${token}\n`);
    return { token, created: true };
  }
  if (!TOKEN.test(existing))
    throw new PlatformError(
      'data-directory-damaged',
      `The file ${path} holds no token: delete it, and the next start makes a new one.`,
    );
  return { token: existing, created: false };
}

/** Compares with every known token, in a time that tells nothing about which one, or how much of it, fits. */
export function authenticate(header: string | undefined, tokens: readonly KnownToken[]): Authentication {
  if (header === undefined || header === '') return { kind: 'anonymous' };
  const given = digest(/^Bearer ([^\s]+)$/i.exec(header)?.[1] ?? '');
  const [found] = tokens.filter(({ sha256 }) => timingSafeEqual(sha256, given));
  return found ? { kind: 'authenticated', actor: found.actor } : { kind: 'refused' };
}

/**
 * Whom the request comes from.
 * @throws ProblemError `unauthenticated` without a token, or with a wrong one
 */
export function requireActor(header: string | undefined, tokens: readonly KnownToken[]): string {
  const authentication = authenticate(header, tokens);
  if (authentication.kind === 'authenticated') return authentication.actor;
  const [detail, challenge] =
    authentication.kind === 'anonymous'
      ? ['Send the header "Authorization: Bearer <token>"; `afa token` shows the token.', 'Bearer realm="all-for-all"']
      : ['The token is not known here.', 'Bearer realm="all-for-all", error="invalid_token"'];
  throw new ProblemError('unauthenticated', { detail, headers: { 'www-authenticate': challenge } });
}
