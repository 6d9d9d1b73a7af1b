import { createTestDatabase } from '../../../../test/support/database.ts';
import { describeEventLogContract } from '../contract-suite.ts';
import { everyCapability } from '../testing/capabilities.ts';
import { openPostgresEventLog } from './open-event-log.ts';

describeEventLogContract('Postgres', everyCapability, async (options) => {
  const database = await createTestDatabase();
  const { writer, reader } = database.urls;
  const log = await openPostgresEventLog({ writerUrl: writer, readerUrl: reader, ...options });
  const dispose = async (): Promise<void> => {
    await log.close();
    await database.drop();
  };
  return { log, dispose };
});
