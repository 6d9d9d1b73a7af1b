import type { Answered, Entry, Fault } from '../history.ts';
import type { Standing } from '../driver/checkpoints.ts';
import type { Evidence, Verdict } from './evidence.ts';

const less = (left: string, right: string): boolean => BigInt(left) < BigInt(right);

function standingFaults(now: Standing, before: Standing | undefined): string[] {
  const { checkpoint, head, written, furthest, torn } = now;
  const back = before && before.server === now.server && less(checkpoint, before.checkpoint);
  return [
    ...(less(head, checkpoint) ? [`the checkpoint ${checkpoint} is ahead of the log, which ends at ${head}`] : []),
    ...(head === written ? [] : [`the writer stands at ${written}, the log ends at ${head}`]),
    ...(less(checkpoint, furthest) ? [`a row is known from ${furthest}, behind the checkpoint ${checkpoint}`] : []),
    ...torn.map((stream) => `the checkpoint ${checkpoint} is ahead of the rows of ${stream}, or behind them`),
    ...(back ? [`the checkpoint went back from ${before.checkpoint} to ${checkpoint}`] : []),
  ];
}

/**
 * I6: checkpoints never run ahead of the rows, nor rows of checkpoints; and none goes back. Where PostgreSQL itself has crashed,
 * checkpoint and rows may go back together: they are not flushed with every batch, for the log has it all.
 */
export function checkCheckpoints({ history }: Evidence): Verdict {
  const looks = history
    .filter(({ process, type }) => process === 'checkpoints' && type === 'ok')
    .map(({ value }) => value as Standing);
  const servers = new Set(looks.map(({ server }) => server)).size;
  return {
    invariant: 'I6',
    claim: 'checkpoints never go back and never run ahead of the rows, nor behind them',
    figure: `${looks.length} looks at ${servers} runs of the server`,
    violations:
      looks.length === 0 ? ['nobody looked'] : looks.flatMap((now, index) => standingFaults(now, looks[index - 1])),
  };
}

const INSIDES =
  /\bat .+[/\\].+:\d+|node_modules|\.(?:js|ts):\d+|\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b|\bpg_|SQLSTATE|postgres(?:ql)?:\/\//i;

function answerFaults({ status, contentType, retryAfter, body }: Answered): string[] {
  const told = `${status} ${body.slice(0, 300)}`;
  const problem = parsed(body);
  return [
    ...(contentType.startsWith('application/problem+json') ? [] : [`answered as ${contentType}: ${told}`]),
    ...(typeof problem?.['type'] === 'string' && problem['status'] === status && typeof problem['title'] === 'string'
      ? []
      : [`no problem: ${told}`]),
    ...(INSIDES.test(body) ? [`tells of the insides: ${told}`] : []),
    ...(status >= 500 && status !== 503 ? [`an error nobody foresaw: ${told}`] : []),
    ...(status === 503 && !retryAfter ? [`unavailable, but not until when: ${told}`] : []),
  ];
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return null;
  }
}

const answeredIn = ({ value }: Entry): Answered | undefined => (value as { answered?: Answered }).answered;

/** I8: whatever is refused is refused with a typed problem that tells nothing of the insides. */
export function checkErrors({ history }: Evidence): Verdict {
  const answers = history
    .filter(({ f }) => f === 'append')
    .map(answeredIn)
    .filter((answer) => answer !== undefined);
  const unavailable = answers.filter(({ status }) => status === 503).length;
  return {
    invariant: 'I8',
    claim: 'errors are typed problems without a word of the insides',
    figure: `${answers.length} problems, ${unavailable} of them 503`,
    violations: answers.flatMap(answerFaults),
  };
}

/** Not a time that is promised, but one behind which nobody would call it recovered. Milliseconds. */
const RECOVERED_WITHIN = 30_000;

/** I9: after each fault the application serves again, and it never ends by itself. */
export function checkRecovery({ history }: Evidence): Verdict {
  const faults = history.filter(({ f, type }) => f === 'fault' && type !== 'invoke').map(({ value }) => value as Fault);
  const times = faults.map(({ readyAfter = 0 }) => readyAfter).sort((left, right) => left - right);
  const kinds = [...new Set(faults.map(({ kind }) => kind))].sort();
  const counted = kinds.map((kind) => `${kind} ${faults.filter((fault) => fault.kind === kind).length}`).join(', ');
  return {
    invariant: 'I9',
    claim: 'the application serves again after every fault and never ends by itself',
    figure: `${counted}; serving again after ${times[times.length >> 1] ?? 0} ms (median), ${times.at(-1) ?? 0} ms at most`,
    violations: faults.flatMap(({ kind, readyAfter, detail }) => {
      if (readyAfter === undefined) return [`${kind}: ${detail ?? ''}`];
      return readyAfter > RECOVERED_WITHIN ? [`${kind}: served again only after ${readyAfter} ms`] : [];
    }),
  };
}
