import { registerFields, registerSettings } from '#libs/platform';
import { z } from 'zod';

/** What the command side is told by its environment. */
export const commandApiFields = registerFields(4001);

export const commandApiVariables = z.object(commandApiFields).transform(registerSettings);

export type CommandApiSettings = z.output<typeof commandApiVariables>;
