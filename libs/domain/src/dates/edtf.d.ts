/** The part of the edtf library that is used; it ships no types. */
declare module 'edtf' {
  /** @throws Error where the text is not EDTF of the level and types asked for. */
  export function parse(text: string, constraints: { level: number; types: string[] }): unknown;
}
