import { describeEventLogContract } from '../contract-suite.ts';
import { everyCapability } from '../testing/capabilities.ts';
import { createMemoryEventLog } from './memory-event-log.ts';

describeEventLogContract('memory', everyCapability, async (options) => {
  const log = createMemoryEventLog(options);
  return { log, dispose: () => log.close() };
});
