import type { transliterationTables } from '#libs/contracts';

/** How a Cyrillic spelling is put into Latin letters by one published rule. Letters are lower case; capitals follow the original. */
interface Table {
  /** Two letters that are written as one sound; looked for before single letters. */
  readonly pairs?: Readonly<Record<string, string>>;
  readonly letters: Readonly<Record<string, string>>;
  /** Letters written otherwise at the beginning of a word. */
  readonly initially?: Readonly<Record<string, string>>;
  /** Whether what holds at the beginning of a word holds behind a vowel, й, ъ and ь too. */
  readonly alsoBehindVowels?: boolean;
}

const shared = {
  а: 'a',
  б: 'b',
  в: 'v',
  д: 'd',
  з: 'z',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
} as const;

const hushing = { ж: 'zh', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch' } as const;

/**
 * Ukrainian: resolution 55 of the Cabinet of Ministers of Ukraine of 27 January 2010, "On normalisation of the transliteration of the
 * Ukrainian alphabet by means of the Latin alphabet". The soft sign and the apostrophe are left out.
 */
const ukrainian: Table = {
  pairs: { зг: 'zgh' },
  letters: {
    ...shared,
    ...hushing,
    г: 'h',
    ґ: 'g',
    е: 'e',
    є: 'ie',
    и: 'y',
    і: 'i',
    ї: 'i',
    й: 'i',
    ь: '',
    ю: 'iu',
    я: 'ia',
  },
  initially: { є: 'ye', ї: 'yi', й: 'y', ю: 'yu', я: 'ya' },
};

/** Russian as in passports: the table of ICAO Doc 9303, part 3, section 6 B, which Russian passports have followed since 2014. */
const russianPassport: Table = {
  letters: {
    ...shared,
    ...hushing,
    г: 'g',
    е: 'e',
    ё: 'e',
    и: 'i',
    й: 'i',
    ъ: 'ie',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'iu',
    я: 'ia',
  },
};

/** Russian by the BGN/PCGN system of 1947, as English-language maps and agencies write it. */
const russianBgn: Table = {
  letters: {
    ...shared,
    ...hushing,
    г: 'g',
    е: 'e',
    ё: 'ë',
    и: 'i',
    й: 'y',
    ъ: '”',
    ы: 'y',
    ь: '’',
    э: 'e',
    ю: 'yu',
    я: 'ya',
  },
  initially: { е: 'ye', ё: 'yë' },
  alsoBehindVowels: true,
};

/**
 * Crimean Tatar: the correspondence of its Cyrillic and Latin alphabets (Latin alphabet of 1997). Front vowels that the Cyrillic spelling
 * only shows by a soft sign further on in the word (о, у for ö, ü) are not restored.
 */
const crimeanTatar: Table = {
  pairs: { гъ: 'ğ', къ: 'q', нъ: 'ñ', дж: 'c' },
  letters: {
    ...shared,
    г: 'g',
    е: 'e',
    ё: 'ö',
    ж: 'j',
    и: 'i',
    й: 'y',
    х: 'h',
    ц: 'ts',
    ч: 'ç',
    ш: 'ş',
    щ: 'şç',
    ъ: '',
    ы: 'ı',
    ь: '',
    э: 'e',
    ю: 'ü',
    я: 'â',
  },
  initially: { е: 'ye', ё: 'yo', ю: 'yu', я: 'ya' },
  alsoBehindVowels: true,
};

/** The published rules by which a name can be transliterated. */
export type TransliterationTable = (typeof transliterationTables)[number];

const tables: Readonly<Record<TransliterationTable, Table>> = {
  'uk-55-2010': ukrainian,
  'ru-icao-9303': russianPassport,
  'ru-bgn-pcgn': russianBgn,
  'crh-1997': crimeanTatar,
};

const LETTER = /\p{L}/u;
const APOSTROPHE = /['’ʼ‘`´′]/u;
const BEHIND_VOWEL = /[аеєёиіїоуыэюяйъь]/u;

/** `Shch`, or `SHCH` where the letters around it are capitals too. */
function inCaseOf(written: string, letter: string, around: string): string {
  if (letter === letter.toLowerCase()) return written;
  const loud = LETTER.test(around) && around === around.toUpperCase();
  return loud ? written.toUpperCase() : written.charAt(0).toUpperCase() + written.slice(1);
}

function written(table: Table, word: string, at: number): { text: string; length: number } {
  const pair = table.pairs?.[word.slice(at, at + 2).toLowerCase()];
  if (pair !== undefined) return { text: pair, length: 2 };
  const letter = word.charAt(at).toLowerCase();
  const before = word.charAt(at - 1).toLowerCase();
  const first = at === 0 || (table.alsoBehindVowels === true && BEHIND_VOWEL.test(before));
  const text = (first ? table.initially?.[letter] : undefined) ?? table.letters[letter];
  return { text: text ?? word.charAt(at), length: 1 };
}

function transliterateWord(table: Table, word: string): string {
  let result = '';
  for (let at = 0; at < word.length;) {
    const { text, length } = written(table, word, at);
    const around = word.charAt(at + length) || word.charAt(at - 1);
    result += inCaseOf(text, word.charAt(at), around);
    at += length;
  }
  return result;
}

/** A Cyrillic text in Latin letters by one of the tables. What the table does not know stays as it is; apostrophes in words fall away. */
export function transliterate(text: string, by: TransliterationTable): string {
  const words = text.normalize('NFC').split(/([^\p{L}\p{M}'’ʼ‘`´′]+)/u);
  return words
    .map((word) => transliterateWord(tables[by], [...word].filter((letter) => !APOSTROPHE.test(letter)).join('')))
    .join('');
}
