import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { cluster, place, start, useOwnPlace } from '../testing/embedded-server.ts';

useOwnPlace();

describe('startEmbeddedPostgres says in one line what is wrong:', () => {
  async function refusal(code: string, words: string, options: { port?: number } = {}): Promise<void> {
    const error = await start(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'PlatformError', code, message: expect.stringContaining(words) });
    expect((error as Error).message).not.toContain('\n');
  }

  const file = (...path: string[]): string => join(cluster(), ...path);
  const aside = (...path: string[]): (() => void) => {
    renameSync(file(...path), join(place.parent, 'aside'));
    return () => renameSync(join(place.parent, 'aside'), file(...path));
  };

  it('whatever part of the cluster is damaged', async () => {
    await (await start()).stop();
    const control = readFileSync(file('global', 'pg_control'));
    const damages: (() => () => void)[] = [
      () => aside('PG_VERSION'),
      () => aside('global', 'pg_control'),
      () => aside('pg_wal'),
      () => aside('base'),
      () => {
        truncateSync(file('global', 'pg_control'), 100);
        return () => writeFileSync(file('global', 'pg_control'), control);
      },
      () => {
        writeFileSync(
          file('global', 'pg_control'),
          control.map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
        );
        return () => writeFileSync(file('global', 'pg_control'), control);
      },
    ];
    for (const damage of damages) {
      const undo = damage();
      await refusal('data-directory-damaged', cluster());
      undo();
    }
    await start();
  });

  it('another major version', async () => {
    await (await start()).stop();
    writeFileSync(join(cluster(), 'PG_VERSION'), '17\n');
    await refusal('data-directory-version', 'written by PostgreSQL 17');
  });

  it('the port is taken', async () => {
    const rival = createServer();
    await new Promise<void>((resolve) => rival.listen(0, '127.0.0.1', resolve));
    const { port } = rival.address() as { port: number };
    await refusal('port-in-use', String(port), { port });
    rival.close();
  });

  it('the place is no directory', async () => {
    writeFileSync(place.dataDirectory, '');
    await refusal('data-directory-unwritable', place.dataDirectory);
  });

  it('a lost password, and a wrong one', async () => {
    await (await start()).stop();
    const password = join(place.dataDirectory, 'secrets', 'postgres-admin');
    rmSync(password);
    await refusal('data-directory-damaged', 'password of the database is gone');
    writeFileSync(password, 'wrong');
    await refusal('data-directory-not-ours', 'refuses our log-in');
    expect(existsSync(file('postmaster.pid'))).toBe(false);
  });
});
