import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const markIn = (dataDirectory: string): string => join(dataDirectory, 'first-case');

/** Notes that the first case was imported, or that this register does not want it, so that later starts leave the matter alone. */
export const markFirstCase = (dataDirectory: string, what: 'imported' | 'declined'): Promise<void> =>
  writeFile(markIn(dataDirectory), `${what}\n`);

/** Whether no start has come so far; a start that was killed on the way imports again, which changes nothing that is there. */
export const isFirstCaseOpen = (dataDirectory: string): Promise<boolean> =>
  readFile(markIn(dataDirectory)).then(
    () => false,
    () => true,
  );
