export { MalformedPersonalField, type PersonalField, personalFieldsIn } from './personal-fields.ts';
export { type PersonalPath, personalPathsOf } from './personal-paths.ts';
export { plainCodec } from './plain-codec.ts';
