import { type CaseItem, fileProblem } from './entry.ts';
import { readLines } from './read-lines.ts';

export const caseFormats = ['yaml', 'jsonl'] as const;
export type CaseFormat = (typeof caseFormats)[number];

/** The text of a case file, whole or as it comes in. */
export type CaseText = string | AsyncIterable<string | Uint8Array>;

class NotUtf8 extends Error {}

function decode(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch (error) {
    throw new NotUtf8('the file is not UTF-8', { cause: error });
  }
}

/** The text in pieces, without a byte order mark. */
async function* piecesOf(text: CaseText): AsyncGenerator<string> {
  if (typeof text === 'string') {
    yield text.startsWith('\uFEFF') ? text.slice(1) : text;
    return;
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  for await (const piece of text) {
    const decoded = typeof piece === 'string' ? piece : decode(decoder, piece);
    yield first && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
    if (decoded !== '') first = false;
  }
  yield decode(decoder);
}

async function gather(pieces: AsyncIterable<string>, most: number): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    // One more than allowed is enough for the reader to refuse it; the rest need not be held.
    if (text.length > most) break;
  }
  return text;
}

const countLines = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length - 1;

/** The parser is loaded with the first file that needs it. */
async function* readWholeYaml(text: CaseText): AsyncGenerator<CaseItem> {
  const { LARGEST_YAML, readYaml } = await import('./read-yaml.ts');
  yield* readYaml(await gather(piecesOf(text), LARGEST_YAML));
}

/** What a case file says, item by item and in its order. JSON Lines are read as they come in, YAML as a whole. */
export async function* readCaseFile(text: CaseText, format: CaseFormat): AsyncGenerator<CaseItem> {
  try {
    if (format === 'yaml') yield* readWholeYaml(text);
    else yield* readLines(piecesOf(text), typeof text === 'string' ? Math.max(countLines(text), 0) : null);
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    yield fileProblem('import-syntax', error.message);
  }
}
