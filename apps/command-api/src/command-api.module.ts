import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ExecuteHandler } from './execute.handler.ts';
import { CommandsController } from './http/commands.controller.ts';
import { ImportsController } from './http/imports.controller.ts';
import { CommandApi } from './services.ts';

@Module({})
export class CommandApiModule {
  /** The write side of the interface, on what the application was put together with. */
  static on(services: CommandApi): DynamicModule {
    return {
      module: CommandApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: [CommandsController, ImportsController],
      providers: [ExecuteHandler, { provide: CommandApi, useValue: services }],
    };
  }
}
