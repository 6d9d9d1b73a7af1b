import { runTask } from '#libs/platform';
import { openCommandSide } from './composition/command-side.ts';
import { commandApiVariables } from './composition/configuration.ts';
import { importFirstCase } from './composition/first-case.ts';

/** Imports the first real case, as the standalone application does on its first start. A second time changes nothing. */
await runTask({
  name: 'first-case',
  variables: commandApiVariables,
  run: async (settings, running) => {
    const { execute } = await openCommandSide(settings, running);
    const commands = await importFirstCase(execute, running.logger);
    running.logger.info({ commands }, 'Imported the exchange of 27 December 2017');
  },
});
