import { refuse } from '../answer.ts';
import type { ExecuteCommand } from '../command-request.ts';
import type { Answers } from './answers.ts';

/** Answers a repeated Idempotency-Key from the stored answers before the log is asked; a key with another body is rejected. */
export function idempotent(execute: ExecuteCommand, answers: Answers): ExecuteCommand {
  return async (request) => {
    const { idempotencyKey: key, actor, name: command, body } = request;
    if (key === undefined || request.dryRun) return execute(request);
    const use = { key, actor, command, body };
    const known = await answers.find(use);
    if (known.kind === 'answered') return { kind: 'accepted', answer: { ...known.answer, repeated: true } };
    if (known.kind === 'other-body')
      return refuse(422, {
        rule: 'command-id-reused',
        pointer: '',
        detail: 'this Idempotency-Key was used before with another body; to change what was said, use CorrectClaim',
      });
    const outcome = await execute(request);
    if (outcome.kind === 'accepted') await answers.keep(use, outcome.answer);
    return outcome;
  };
}
