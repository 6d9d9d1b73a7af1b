import { type DynamicModule, Module } from '@nestjs/common';
import { createMetrics, HealthModule, readRequireActor, type Running, serve } from '#libs/platform';
import { CommandApiModule } from '../command-api.module.ts';
import { openCommandSide } from './command-side.ts';
import type { CommandApiSettings } from './configuration.ts';

@Module({})
class CommandApiProcess {}

/** Commands and imports over HTTP. Any number of these processes may run beside each other. */
export async function startCommandApi(settings: CommandApiSettings, running: Running): Promise<{ url: string }> {
  const { logger, open } = running;
  const { tokenFile, http: configuration } = settings;
  const requireActor = await readRequireActor(tokenFile);
  const { log, execute, previewChanges, checks } = await openCommandSide(settings, running);
  const metrics = createMetrics();
  const module: DynamicModule = {
    module: CommandApiProcess,
    imports: [
      HealthModule.on({ checks, metrics }),
      CommandApiModule.on({ execute, log, previewChanges, requireActor }),
    ],
  };
  const server = await serve({ module, configuration, logger, metrics, requireActor });
  open.later(() => server.close());
  return server;
}
