import type { EventLog } from '#libs/event-log';
import type pg from 'pg';

/**
 * The stream that the command is for: the first one that claimed it. The update changes nothing; it makes the statement wait for a rival
 * that has just claimed the same command, and see whom it claimed it for.
 */
const CLAIM = `
INSERT INTO api.command_streams (command_id, stream) VALUES ($1, $2)
ON CONFLICT (command_id) DO UPDATE SET command_id = excluded.command_id
RETURNING stream`;

/**
 * A log that cannot tell whether an event id stands in another stream (KurrentDB looks into the one that is written only), guarded by
 * claims: before anything is appended for a command, its id is claimed for that stream, for ever. A second subject with the same command id
 * is answered `event-id-taken`, as logs that can tell do it. A claim outlives an append that fails: nobody knows then what was written.
 */
export function claimedLog(log: EventLog, database: Pick<pg.Pool, 'query'>): EventLog {
  return {
    readStream: (stream, options) => log.readStream(stream, options),
    readAll: (options) => log.readAll(options),
    subscribe: (options) => log.subscribe(options),
    existing: (streams) => log.existing(streams),
    head: () => log.head(),
    recordedAt: (position) => log.recordedAt(position),
    positionAt: (instant) => log.positionAt(instant),
    close: () => log.close(),
    async append(request) {
      const [first] = request.events;
      if (!first) return log.append(request);
      const values = [first.metadata.commandId, request.stream];
      const { rows } = await database.query<{ stream: string }>({ name: 'claim-command', text: CLAIM, values });
      return rows[0]!.stream === request.stream ? log.append(request) : { kind: 'event-id-taken', id: first.id };
    },
  };
}
