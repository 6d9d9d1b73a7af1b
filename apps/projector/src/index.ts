export { observeProjector } from './metrics.ts';
export { openProjectorOperations, type ProjectorOperationsParts } from './operations.ts';
export { ProjectorModule } from './projector.module.ts';
export { ProjectorOperations } from './services.ts';
