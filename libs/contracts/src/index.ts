export * from './event.ts';
export * from './payload-codec.ts';
