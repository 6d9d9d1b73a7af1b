import { randomUUID } from 'node:crypto';
import { openKurrentEventLog } from '#libs/event-log';
import { describeEventLogContract } from '../../../libs/event-log/src/contract-suite.ts';
import { startKurrentStandIn } from '../../wire/kurrentdb/start.ts';

/**
 * The contract on a real server where one is named, else on the stand-in. Nothing is removed from a real server: each run, and each log
 * in it, has a prefix of its own.
 */
const given = process.env['KURRENTDB_URL'];

describeEventLogContract(
  given ? 'KurrentDB at KURRENTDB_URL' : 'KurrentDB (stand-in)',
  { densePositions: false, givenClock: false, idsAcrossStreams: false, appendsOnOnePage: false },
  async ({ codec }) => {
    const server = given ? null : await startKurrentStandIn();
    const streamPrefix = `contract.${randomUUID()}.`;
    const log = await openKurrentEventLog({ url: given ?? server?.url ?? '', codec, streamPrefix });
    const dispose = async (): Promise<void> => {
      await log.close();
      await server?.stop();
    };
    return { log, dispose };
  },
);
