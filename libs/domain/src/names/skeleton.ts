import { soundsOf } from './sounds.ts';

const OPENS = 'aeou';

/** What becomes of two sounds that meet: the one before is kept alone, or dropped, or both become one; undefined: both stay. */
function meeting(before: string, sound: string, isFirst: boolean): 'keep' | 'drop' | 'become' | undefined {
  // Doubled letters, and щ as ш and ч.
  if (before === sound || (before === 'š' && sound === 'č')) return 'keep';
  // Glides before vowels are written in many ways (ia, ya, ja, ’я) and left out in as many. At the beginning all but ie are kept.
  if (before === 'i' && OPENS.includes(sound) && (!isFirst || sound === 'e')) return 'drop';
  return (before === 'o' && sound === 'u') || (before === 't' && sound === 's') ? 'become' : undefined;
}

/** `ou` is u, `ts` is ц. */
const become: Readonly<Record<string, string>> = { u: 'u', s: 'c' };

function folded(sounds: string): string {
  let result = '';
  const add = (sound: string): void => {
    const before = result.charAt(result.length - 1);
    const met = before === '' ? undefined : meeting(before, sound, result.length === 1);
    if (met === 'keep') return;
    if (met === undefined) {
      result += sound;
      return;
    }
    result = result.slice(0, -1);
    add(met === 'become' ? become[sound]! : sound);
  };
  for (const sound of sounds) add(sound);
  return result;
}

/** Endings of patronymics, of family names in -ов and -ев (which ё makes one), and of names in -ий, -ей, -ій. */
function withOneEnding(folded: string): string {
  if (folded.endsWith('vič')) return folded.replace(/[aeiou]+vič$/, 'ovič');
  if (folded.endsWith('vna')) return folded.replace(/[aeiou]+vna$/, 'ovna');
  if (folded.endsWith('ev') && folded.length > 4) return `${folded.slice(0, -2)}ov`;
  if (folded.endsWith('eva') && folded.length > 5) return `${folded.slice(0, -3)}ova`;
  return folded.endsWith('ei') && folded.length > 3 ? `${folded.slice(0, -2)}i` : folded;
}

function skeletonOf(sounds: string): string {
  const skeleton = withOneEnding(folded(sounds));
  return skeleton === sounds ? skeleton : skeletonOf(skeleton);
}

/**
 * What of a word's sound every spelling of it keeps; the same for Сенцов, Сєнцов, Sentsov and Sencow. One skeleton for each way the word
 * may be read, the likeliest first. Takes a word in lower case (see `nameWordsOf`).
 */
export function skeletonsOf(word: string): readonly string[] {
  const sounds = soundsOf(word);
  return sounds.length === 1 ? [skeletonOf(sounds[0]!)] : [...new Set(sounds.map(skeletonOf))];
}
