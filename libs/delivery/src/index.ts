export * from './port.ts';
export { directDelivery } from './direct/direct-delivery.ts';
