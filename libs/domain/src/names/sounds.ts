/**
 * How letters sound, whichever language wrote them. Every sound is one letter: vowels a e i o u (й and j are i), consonants
 * b v g d ž z k l m n p r s t f ħ (х) c (ц) č š (щ as well). A letter that languages read differently has several readings.
 */
type Readings = readonly string[];

/** Ukrainian, Russian and Crimean Tatar read alike but for г, е and и, whose difference is folded away. Signs are silent. */
const cyrillic: Readonly<Record<string, Readings>> = {
  а: ['a'],
  б: ['b'],
  в: ['v'],
  г: ['g'],
  ґ: ['g'],
  д: ['d'],
  е: ['e'],
  є: ['ie'],
  // Written е as often as ё, and о behind a hushing sound.
  ё: ['ie', 'io'],
  ж: ['ž'],
  з: ['z'],
  и: ['i'],
  і: ['i'],
  ї: ['i'],
  й: ['i'],
  к: ['k'],
  л: ['l'],
  м: ['m'],
  н: ['n'],
  о: ['o'],
  п: ['p'],
  р: ['r'],
  с: ['s'],
  т: ['t'],
  у: ['u'],
  ф: ['f'],
  х: ['ħ'],
  ц: ['c'],
  ч: ['č'],
  ш: ['š'],
  щ: ['š'],
  ъ: [''],
  ы: ['i'],
  ь: [''],
  э: ['e'],
  ю: ['iu'],
  я: ['ia'],
  ў: ['v'],
};

/** Groups of Latin letters that are one sound in English, German, French or Polish spelling; the longest is read first. */
const groups: Readonly<Record<string, Readings>> = {
  schtsch: ['š'],
  chtch: ['š'],
  shtch: ['š'],
  szcz: ['š'],
  shch: ['š'],
  dsch: ['dž'],
  tsch: ['č'],
  sch: ['š'],
  tch: ['č'],
  tsh: ['č'],
  zgh: ['zg'],
  dzh: ['dž'],
  cz: ['č'],
  sh: ['š'],
  sz: ['š'],
  zh: ['ž'],
  kh: ['ħ'],
  gh: ['g'],
  ph: ['f'],
  th: ['t'],
  ts: ['c'],
  tz: ['c'],
  ou: ['u'],
  yo: ['io', 'e'],
};

const latin: Readonly<Record<string, Readings>> = {
  c: ['c', 'k'],
  h: ['g', 'ħ'],
  j: ['i'],
  q: ['k'],
  w: ['v'],
  x: ['ks'],
  y: ['i'],
  ç: ['č'],
  ć: ['č'],
  č: ['č'],
  ë: ['e', 'o'],
  ğ: ['g'],
  ħ: ['ħ'],
  ı: ['i'],
  ł: ['l'],
  š: ['š'],
  ş: ['š'],
  ß: ['s'],
  ž: ['ž'],
  ż: ['ž'],
};

/** Letters that only some spellings have tell how the others are read. */
interface Spelling {
  /** German: z is ц, s before a vowel may be з, ch is х. */
  readonly german: boolean;
  /** French: ch is ш, gu before e and i is г. */
  readonly french: boolean;
  /** Crimean Tatar and Turkish: c is дж, j is ж, h is х. */
  readonly turkic: boolean;
}

function spellingOf(word: string): Spelling {
  const turkic = /[çşğıñâ]/.test(word);
  return { turkic, german: !turkic && /sch|w|j/.test(word), french: /tch|ou|gue|gui/.test(word) };
}

const turkicLetters: Readonly<Record<string, Readings>> = { c: ['dž'], h: ['ħ'], j: ['ž'] };

const VOWEL = /[aeiouyäöü]/;

function readingsOfCh({ german, french }: Spelling): Readings {
  if (german) return ['ħ', 'č'];
  return french ? ['š', 'č'] : ['č', 'ħ'];
}

/** What depends on where the letter stands and how the rest is spelt; undefined: nothing does. */
function inPlace(word: string, at: number, spelling: Spelling): Readings | undefined {
  const letter = word.charAt(at);
  const next = word.charAt(at + 1);
  if (spelling.turkic && turkicLetters[letter]) return turkicLetters[letter];
  if (letter === 'z' && spelling.german) return ['z', 'c'];
  if (at > 0 || !VOWEL.test(next)) return undefined;
  if (letter === 's' && spelling.german) return ['s', 'z'];
  // Crimean Tatar and Turkish c is дж, also where no other letter shows the language; English j as well, French j is ж.
  if (letter === 'c') return ['c', 'k', 'dž'];
  return letter === 'j' ? ['i', 'dž', 'ž'] : undefined;
}

/** First letters of the groups and of what is read like one. */
const BEGINS_GROUP = new Set(['f', 'g', ...Object.keys(groups).map((group) => group.charAt(0))]);

interface Read {
  readonly readings: Readings;
  readonly length: number;
}

function readGroup(word: string, at: number, spelling: Spelling): Read | undefined {
  if (!BEGINS_GROUP.has(word.charAt(at))) return undefined;
  const rest = word.slice(at, at + 7);
  if (rest === 'ff') return { readings: ['v'], length: 2 };
  for (let length = Math.min(7, rest.length); length > 1; length -= 1) {
    const readings = groups[rest.slice(0, length)];
    if (readings) return { readings, length };
  }
  if (rest.startsWith('ch')) return { readings: readingsOfCh(spelling), length: 2 };
  return spelling.french && /^gu[ei]/.test(rest) ? { readings: ['g'], length: 2 } : undefined;
}

const withoutMarks = (letter: string): string =>
  letter <= 'z' ? letter : letter.normalize('NFD').replaceAll(/\p{M}/gu, '');

function readLatin(word: string, at: number, spelling: Spelling): Read {
  const letter = word.charAt(at);
  const group = readGroup(word, at, spelling);
  if (group) return group;
  const bare = withoutMarks(letter);
  return { readings: inPlace(word, at, spelling) ?? latin[letter] ?? latin[bare] ?? [bare], length: 1 };
}

/** Readings that a word may have at most; more are improbable ones. */
const MOST_READINGS = 6;

/** Every way a word in lower case may sound, the likeliest first; at most six. */
export function soundsOf(word: string): readonly string[] {
  let spelling: Spelling | undefined;
  let certain = '';
  let sounds: readonly string[] = [''];
  for (let at = 0; at < word.length;) {
    const own = cyrillic[word.charAt(at)];
    // Cyrillic is read letter by letter, and how Latin is read need not be asked.
    const { readings, length } = own
      ? { readings: own, length: 1 }
      : readLatin(word, at, (spelling ??= spellingOf(word)));
    const until = certain;
    if (readings.length === 1) certain += readings[0]!;
    else {
      sounds = readings.flatMap((reading) => sounds.map((before) => before + until + reading)).slice(0, MOST_READINGS);
      certain = '';
    }
    at += length;
  }
  return sounds.map((before) => before + certain);
}
