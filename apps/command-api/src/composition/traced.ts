import type { EventLog } from '#libs/event-log';
import { inSpan, traceparentOf } from '#libs/platform';
import type { ExecuteCommand } from '../command-request.ts';

/**
 * Each command in a span of its own, which its events name as where they come from: the batches of relay and projector link it, so that one
 * trace leads from the request to the row.
 */
export const tracedCommands =
  (execute: ExecuteCommand): ExecuteCommand =>
  (request) =>
    inSpan(`command ${request.name}`, { 'afa.command': request.name }, async (span) => {
      if (!span.isRecording()) return execute(request);
      const outcome = await execute({ ...request, traceparent: traceparentOf(span.spanContext()) });
      span.setAttribute('afa.outcome', outcome.kind);
      if (outcome.kind !== 'rejected')
        span.setAttributes({ 'afa.stream': outcome.answer.stream, 'afa.command_id': outcome.answer.commandId });
      return outcome;
    });

/** Each append in a span of its own. */
export const tracedAppends =
  (append: EventLog['append']): EventLog['append'] =>
  (request) =>
    inSpan('append', { 'afa.stream': request.stream, 'afa.events': request.events.length }, async (span) => {
      const outcome = await append(request);
      span.setAttribute('afa.outcome', outcome.kind);
      if (outcome.kind === 'appended') span.setAttribute('afa.position', outcome.events.at(-1)?.position ?? '');
      return outcome;
    });
