import { describeEventLogContract } from '../contract-suite.ts';
import { createMemoryEventLog } from './memory-event-log.ts';

describeEventLogContract('memory', async (options) => {
  const log = createMemoryEventLog(options);
  return { log, dispose: () => log.close() };
});
