import {
  logStoreFields,
  serviceFields,
  serviceSettings,
  storeFields,
  storeSettings,
  tokenFields,
} from '#libs/platform';
import { z } from 'zod';

/** What the command side is told by its environment. */
export const commandApiFields = { ...serviceFields(4001), ...storeFields, ...tokenFields, ...logStoreFields };

export const commandApiVariables = z.object(commandApiFields).transform((variables) => ({
  ...serviceSettings(variables),
  ...storeSettings(variables),
  kurrentUrl: variables.KURRENTDB_URL,
  streamPrefix: variables.AFA_STREAM_PREFIX,
}));

export type CommandApiSettings = z.output<typeof commandApiVariables>;
