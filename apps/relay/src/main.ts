import { runService } from '#libs/platform';
import { relayVariables } from './configuration.ts';
import { startRelayProcess } from './start.ts';

await runService({
  name: 'relay',
  variables: relayVariables,
  draining: 'the batch in hand is published and noted, then another relay may take over',
  start: startRelayProcess,
});
