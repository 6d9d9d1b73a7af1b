import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from '#libs/platform';
import { derivedNames, modelNames } from '#libs/queries';
import { ExportsController } from './exports/exports.controller.ts';
import { GraphQLMount } from './graphql/mount.ts';
import { gatewayHealth } from './health.ts';
import { DocsController } from './openapi/docs.controller.ts';
import { derivedController } from './rest/derived.controller.ts';
import { listController } from './rest/list.controller.ts';
import { PersonsController } from './rest/persons.controller.ts';
import { Gateway, type GatewayParts } from './services.ts';
import { EventsController } from './streams/events.controller.ts';
import { HistoryController } from './streams/history.controller.ts';

const listControllers = [...modelNames, 'timeline' as const].map(listController);
const derivedControllers = derivedNames.map(derivedController);

@Module({})
export class GatewayModule {
  /** The read side of the interface, on what the application was put together with. */
  static on(parts: GatewayParts): DynamicModule {
    return {
      module: GatewayModule,
      imports: [HealthModule.on(gatewayHealth(parts))],
      controllers: [
        PersonsController,
        ...listControllers,
        ...derivedControllers,
        ExportsController,
        HistoryController,
        EventsController,
        DocsController,
      ],
      providers: [{ provide: Gateway, useValue: new Gateway(parts) }, GraphQLMount],
    };
  }
}
