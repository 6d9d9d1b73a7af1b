/** A field of a record: its text, and whether it stood in quotes. */
export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get over(): boolean {
    return this.#at >= this.#text.length;
  }

  #fail(why: string): never {
    throw new Error(`${why} at character ${this.#at}`);
  }

  #quoted(): CsvField {
    let text = '';
    this.#at += 1;
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0) this.#fail('a quote that is never closed');
      text += this.#text.slice(this.#at, end);
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') return { text, quoted: true };
      text += '"';
      this.#at += 1;
    }
  }

  #bare(): CsvField {
    const [text = ''] = /^[^,"\r\n]*/.exec(this.#text.slice(this.#at, this.#at + 10_000)) ?? [];
    this.#at += text.length;
    return { text, quoted: false };
  }

  record(): CsvField[] {
    const fields: CsvField[] = [];
    for (;;) {
      fields.push(this.#text[this.#at] === '"' ? this.#quoted() : this.#bare());
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text.startsWith('\r\n', this.#at)) {
        this.#at += 2;
        return fields;
      } else this.#fail('a field that ends in neither a comma nor CRLF');
    }
  }
}

/**
 * Reads CSV as RFC 4180 says it, and nothing else: CRLF behind every record, the last one too, as many fields in each as in the first,
 * quotes only where a field begins and ends with them.
 */
export function strictCsv(bytes: Uint8Array): CsvField[][] {
  const reader = new Reader(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  const records: CsvField[][] = [];
  while (!reader.over) records.push(reader.record());
  const width = records[0]?.length;
  const odd = records.findIndex((record) => record.length !== width);
  if (odd >= 0) throw new Error(`record ${odd} has ${records[odd]!.length} fields, the header ${width}`);
  return records;
}
