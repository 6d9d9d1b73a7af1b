export type { CommandOutcome, CommandRequest, ExecuteCommand } from './command-executor.ts';
export { GatewayModule } from './gateway.module.ts';
export { Gateway, type GatewayParts } from './services.ts';
