/** A shell example of a document and the answer shown below it. */
export interface Example {
  readonly line: number;
  readonly request: {
    readonly path: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
  };
  readonly shown: unknown;
}

const FENCED = /```sh\n(curl [\s\S]*?)\n```\n+(?:[^`\n][^\n]*\n+)?```json\n([\s\S]*?)\n```/g;
/** A word of a shell line: in quotes, or without blanks. */
const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;

function requestOf(command: string): Example['request'] {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(WORD)]
    .map(([, single, double, bare]) => single ?? double ?? bare!)
    .slice(1);
  const headers: Record<string, string> = {};
  let path = '';
  let body: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (word === '-s') continue;
    if (word === '-H') {
      const [name, ...value] = words[(index += 1)]!.split(':');
      headers[name!.toLowerCase()] = value.join(':').trim();
    } else if (word === '-d' || word === '--json') {
      body = words[(index += 1)];
      if (word === '--json') headers['content-type'] = 'application/json';
    } else path = word.replace('http://127.0.0.1:4000', '');
  }
  return { path, headers, method: body === undefined ? 'GET' : 'POST', ...(body !== undefined && { body }) };
}

/** Every `curl` example of a Markdown document that shows its answer as JSON. */
export const examplesIn = (markdown: string): Example[] =>
  [...markdown.matchAll(FENCED)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length,
    request: requestOf(match[1]!),
    shown: JSON.parse(match[2]!) as unknown,
  }));

/** A command line of a document and what it shows of the output. */
export interface CommandLine {
  readonly line: number;
  readonly argv: readonly string[];
  /** Lines that stand in the output one after the other; where the document leaves some out, there are several. */
  readonly shown: readonly string[];
}

const SHELL = /```sh\nnpx afa ([^\n]*)\n```\n+(?:[^`\n][^\n]*\n+)?```text\n([\s\S]*?)\n```/g;

/** Every `npx afa` example of a Markdown document that shows its output; a line `…` stands for lines left out. */
export const commandLinesIn = (markdown: string): CommandLine[] =>
  [...markdown.matchAll(SHELL)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length,
    argv: [...match[1]!.matchAll(WORD)].map(([, single, double, bare]) => single ?? double ?? bare!),
    shown: match[2]!
      .split(/^…$/m)
      .map((part) => part.replace(/^\n|\n$/g, ''))
      .filter((part) => part !== ''),
  }));
