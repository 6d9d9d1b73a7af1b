import { runService } from '#libs/platform';
import { gatewayVariables } from './composition/configuration.ts';
import { startGateway } from './composition/start.ts';

await runService({
  name: 'gateway',
  variables: gatewayVariables,
  draining: 'running requests end, live streams are closed',
  start: startGateway,
});
