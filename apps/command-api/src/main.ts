import { runService } from '#libs/platform';
import { commandApiVariables } from './composition/configuration.ts';
import { startCommandApi } from './composition/start.ts';

await runService({
  name: 'command-api',
  variables: commandApiVariables,
  draining: 'running commands and imports end, then the log is closed',
  start: startCommandApi,
});
