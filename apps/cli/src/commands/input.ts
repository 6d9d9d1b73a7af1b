import { readFile } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no file',
  EACCES: 'you may not read',
  EISDIR: 'this is a directory, not a file:',
};

/**
 * The text of a file, or of standard input for `-`.
 * @throws Failure `notFound` where there is none, `failure` where it cannot be read or is not UTF-8
 */
export async function readText(file: string, terminal: Terminal): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await readAll(terminal.in) : await readFile(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Failure(code === 'ENOENT' ? 'notFound' : 'failure', `${sentences[code] ?? message} ${file}`, {
      cause: error,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Failure('failure', `${file} is not UTF-8 text`, { cause: error });
  }
}
