export { type AskedKeys, askedKeys, keysOfName } from './names/keys.ts';
export { type AskedName, askedName, matchName, type NameMatch, type NameMatchKind } from './names/match.ts';
export { skeletonsOf } from './names/skeleton.ts';
export { transliterate, type TransliterationTable } from './names/transliteration.ts';
