import { type DynamicModule, Module } from '@nestjs/common';
import { GenerationsController } from './generations.controller.ts';
import { OperationsController } from './operations.controller.ts';
import { ProjectorOperations } from './services.ts';

@Module({})
export class ProjectorModule {
  /** The operations on read models over HTTP, on what the application was put together with. */
  static on(operations: ProjectorOperations): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [OperationsController, GenerationsController],
      providers: [{ provide: ProjectorOperations, useValue: operations }],
    };
  }
}
