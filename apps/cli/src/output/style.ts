/** The few styles in use, by their SGR codes (ECMA-48): enough to find the headings and what went wrong. */
const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

export type Style = keyof typeof codes;
export type Paint = (style: Style, text: string) => string;

export const paint =
  (colour: boolean): Paint =>
  (style, text) => {
    if (!colour || text === '') return text;
    const [on, off] = codes[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };

const SGR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /\p{Mark}|\p{Cf}/u;

/** Columns the text takes in a terminal: styles and combining marks none, East Asian wide characters two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(SGR, '')) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Text of the register must not steer the terminal: control characters are shown as a mark. */
export const harmless = (text: string): string => text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\ufffd');
