import { runService } from '#libs/platform';
import { projectorVariables } from './configuration.ts';
import { startProjectorProcess } from './start.ts';

await runService({
  name: 'projector',
  variables: projectorVariables,
  draining: 'the batches in hand are written with their offsets, then the partitions are let go',
  start: startProjectorProcess,
});
