import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type CaseItem, fileProblem, readEntry, readHead } from './entry.ts';

/** In characters. YAML is parsed as a whole and in one go, during which nothing else runs (about a second for this much); larger files are JSON Lines. */
export const LARGEST_YAML = 500_000;

const MOST_PROBLEMS = 20;

/** Unique keys are checked below: the library compares each key of a map with each, which takes minutes for a hostile file. */
const options = {
  prettyErrors: false,
  schema: 'core',
  version: '1.2',
  strict: true,
  stringKeys: true,
  uniqueKeys: false,
  resolveKnownTags: false,
} as const;

type Refuse = (
  rule: 'import-syntax' | 'import-alias' | 'import-form',
  detail: string,
  offset: number | undefined,
) => void;

function checkKeys(map: YAMLMap, refuse: Refuse): void {
  const seen = new Set<unknown>();
  for (const { key } of map.items) {
    const name = isScalar(key) ? key.value : undefined;
    if (typeof name !== 'string') refuse('import-syntax', 'a key must be a string', (key as Node | null)?.range?.[0]);
    else if (seen.has(name)) refuse('import-syntax', `the field "${name}" is given twice`, (key as Node).range?.[0]);
    seen.add(name);
  }
}

/** Anchors, aliases and tags are refused: an alias can stand for a million nodes, and a tag for another type. */
function checkNodes(document: Document, refuse: Refuse): void {
  const plain = (node: Node): void => {
    const { anchor, tag } = node;
    if (anchor !== undefined)
      refuse('import-alias', `anchor &${anchor}: write it out where it is used`, node.range?.[0]);
    if (tag !== undefined) refuse('import-alias', `tag ${tag} is not accepted`, node.range?.[0]);
  };
  visit(document, {
    Alias: (_key, node) => refuse('import-alias', `alias *${node.source}: write it out`, node.range?.[0]),
    Scalar: (_key, node) => plain(node),
    Collection: (_key, node) => {
      plain(node);
      if (isMap(node)) checkKeys(node, refuse);
    },
  });
}

function problemsOf(document: Document, lines: LineCounter): CaseItem[] {
  const found: CaseItem[] = [];
  const refuse: Refuse = (rule, detail, offset) => {
    if (found.length >= MOST_PROBLEMS) return;
    const { line, col } = lines.linePos(offset ?? 0);
    found.push(fileProblem(rule, detail, Math.max(line, 1), Math.max(col, 1)));
  };
  for (const { message, pos } of [...document.errors, ...document.warnings]) refuse('import-syntax', message, pos[0]);
  if (found.length === 0) checkNodes(document, refuse);
  return found;
}

/** The part of a node that one step of a pointer names, with its key where it has one. */
function partOf(node: unknown, part: string): { readonly at: unknown; readonly value: unknown } {
  if (isSeq(node)) return { at: node.items[Number(part)], value: node.items[Number(part)] };
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
  return { at: pair?.key, value: pair?.value };
}

/** The line of the innermost part of the pointer that is in the file: of a missing field its parent's. */
function lineOf(node: Node, lines: LineCounter, pointer: string): number {
  let current: unknown = node;
  let offset = node.range?.[0] ?? 0;
  for (const step of pointer.split('/').slice(1)) {
    const { at, value } = partOf(current, step);
    offset = (at as Node | undefined)?.range?.[0] ?? offset;
    current = value;
  }
  return lines.linePos(offset).line;
}

function* entriesOf(document: Document, items: readonly unknown[], lines: LineCounter): Generator<CaseItem> {
  for (const item of items) {
    const node = item as Node;
    const [start, end] = node.range ?? [0, 0];
    const { line } = lines.linePos(start);
    const fields = isMap(node) ? node.items[0]?.value : undefined;
    yield readEntry(node.toJS(document), line, end - start, (pointer) =>
      isMap(fields) && pointer !== '' ? lineOf(fields, lines, pointer) : line,
    );
  }
}

function parse(text: string, lines: LineCounter): Document | CaseItem {
  try {
    return parseDocument(text, { ...options, lineCounter: lines });
  } catch (error) {
    // The parser is recursive: what nests too deeply for it has no business in a case file.
    return fileProblem('import-syntax', error instanceof Error ? error.message : 'not YAML');
  }
}

interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** The document, or everything that is wrong with its syntax. */
function parseWhole(text: string): Parsed | readonly CaseItem[] {
  if (text.length > LARGEST_YAML)
    return [fileProblem('import-too-large', `more than ${LARGEST_YAML} characters of YAML: use JSON Lines`)];
  const lines = new LineCounter();
  const document = parse(text, lines);
  if ('kind' in document) return [document];
  const problems = problemsOf(document, lines);
  return problems.length > 0 ? problems : { document, lines };
}

/** A YAML case file. An error of syntax anywhere refuses all of it, because what follows it cannot be told from what was meant. */
export function* readYaml(text: string): Generator<CaseItem> {
  const parsed = parseWhole(text);
  if (!('document' in parsed)) return yield* parsed;
  const { document, lines } = parsed;
  const { contents } = document;
  if (!isMap(contents)) return yield* [fileProblem('import-form', 'a case file is a map of namespace and commands')];
  const commands: unknown = contents.get('commands', true);
  const head = Object.fromEntries(
    contents.items.map(({ key, value }) => [String(key), isScalar(value) ? value.value : null]),
  );
  const namespace = readHead(head, ['commands'], lineOf(contents, lines, '/namespace'));
  if (typeof namespace !== 'string') return yield* [namespace];
  if (!isSeq(commands))
    return yield* [fileProblem('import-form', 'commands must be a list', lineOf(contents, lines, '/commands'))];
  yield { kind: 'start', namespace, total: commands.items.length };
  yield* entriesOf(document, commands.items, lines);
}
