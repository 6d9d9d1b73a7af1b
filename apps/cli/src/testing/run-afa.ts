import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { run } from '../program.ts';
import { testTerminal, type TestTerminalOptions } from './terminal.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs command lines in this process, each test on an empty directory of its own that is its data directory too. */
export function commandLine() {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'afa-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return {
    path: (...parts: readonly string[]): string => join(directory, ...parts),
    async afa(argv: readonly string[], options: TestTerminalOptions = {}): Promise<Ran> {
      const terminal = testTerminal({ ...options, environment: { AFA_DATA_DIR: directory, ...options.environment } });
      const code = await run(argv, terminal);
      return { code, ...terminal.printed() };
    },
  };
}
