import {
  flag,
  httpAddress,
  isLoopback,
  readyLagField,
  registerFields,
  registerSettings,
  topicField,
} from '#libs/platform';
import { z } from 'zod';

/** What the gateway is told by its environment. */
export const gatewayFields = {
  ...registerFields(4000),
  ...topicField,
  AFA_COMMAND_API_URL: httpAddress.default('http://127.0.0.1:4001').describe('Where the command side listens'),
  AFA_PROJECTOR_URL: httpAddress.default('http://127.0.0.1:4003').describe('Where the projector listens'),
  AFA_REQUIRE_TOKEN_FOR_READS: flag
    .default(false)
    .describe('Whether reads need a token, as commands always do; must be true where AFA_HOST is not loopback'),
  ...readyLagField,
};

export const gatewayVariables = z
  .object(gatewayFields)
  .superRefine((variables, context) => {
    if (isLoopback(variables.AFA_HOST) || variables.AFA_REQUIRE_TOKEN_FOR_READS) return;
    const message =
      'others could read everything there; also set AFA_REQUIRE_TOKEN_FOR_READS=true, or listen on 127.0.0.1';
    context.addIssue({ code: 'custom', path: ['AFA_HOST'], message });
  })
  .transform((variables) => {
    const settings = registerSettings(variables);
    return {
      ...settings,
      http: { ...settings.http, requireTokenForReads: variables.AFA_REQUIRE_TOKEN_FOR_READS },
      commandApiUrl: variables.AFA_COMMAND_API_URL,
      projectorUrl: variables.AFA_PROJECTOR_URL,
      topic: variables.AFA_TOPIC,
      readyLag: variables.AFA_READY_LAG,
    };
  });

export type GatewaySettings = z.output<typeof gatewayVariables>;
