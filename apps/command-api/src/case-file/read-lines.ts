import { type CaseItem, fileProblem, isMap, readEntry, readHead } from './entry.ts';

/** In characters. A line holds one command; the largest is an attached text of 5,000,000 characters with its escapes. */
const LONGEST_LINE = 16_000_000;

interface Line {
  readonly text: string;
  readonly number: number;
}

class LineTooLong extends Error {}

/** The lines of a text that comes in pieces; holds one line and one piece at a time. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  let number = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield { text: rest + piece.slice(from, end), number: (number += 1) };
      rest = '';
      from = end + 1;
    }
    rest += piece.slice(from);
    if (rest.length > LONGEST_LINE) throw new LineTooLong();
  }
  yield { text: rest, number: number + 1 };
}

function parseLine({ text, number }: Line): { value: unknown } | CaseItem {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return fileProblem('import-syntax', error instanceof Error ? error.message : 'not JSON', number);
  }
}

/** JSON Lines: first `{"namespace": …}`, then one command on each line. A line that is not JSON is a problem of its own; the others go on. */
export async function* readLines(pieces: AsyncIterable<string>, total: number | null): AsyncGenerator<CaseItem> {
  let started = false;
  try {
    for await (const line of linesOf(pieces)) {
      if (line.text.trim() === '') continue;
      const parsed = parseLine(line);
      if (started) {
        yield 'kind' in parsed ? parsed : readEntry(parsed.value, line.number, line.text.length);
        continue;
      }
      const head = 'kind' in parsed || !isMap(parsed.value) ? {} : parsed.value;
      const namespace = 'kind' in parsed ? parsed : readHead(head, [], line.number);
      if (typeof namespace !== 'string') {
        yield namespace;
        return;
      }
      started = true;
      yield { kind: 'start', namespace, total };
    }
    if (!started) yield fileProblem('import-form', 'the file is empty; its first line names the namespace');
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    yield fileProblem(
      'import-too-large',
      `a line has more than ${LONGEST_LINE} characters; nothing behind it was read`,
    );
  }
}
