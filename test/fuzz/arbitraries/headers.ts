import fc from 'fast-check';

import type { Pools } from '../request.ts';
import { hostileText } from './hostile.ts';

/** Node sends no other characters in a header. */
export const headerText = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 4_000);

const hostileHeader = hostileText.map(headerText);
/** Few of them, so that they are used again: for the same command, and for others at the same time. */
const keys = Array.from({ length: 40 }, (_, index) =>
  index % 2 ? `key-${index}` : `5b000000-0000-4000-8000-0000000000${index + 10}`,
);

const values = (pools: Pools): Readonly<Record<string, fc.Arbitrary<string>>> => ({
  'idempotency-key': fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, hostileHeader),
  'if-match': fc.oneof(
    fc.constantFrom('"0"', '"1"', '"9999"', 'W/"2"', '*', '"-1"', '999999999999999999999', ''),
    hostileHeader,
  ),
  'if-none-match': fc.oneof(fc.constantFrom('*', 'W/"x"', '""'), hostileHeader),
  prefer: fc.oneof(fc.constantFrom('wait=0', 'wait=1', 'wait=-1', 'wait=1e9', 'respond-async, wait=1'), hostileHeader),
  'last-event-id': fc.oneof(fc.constantFrom('0', pools.head, '-1', '99999999999999999999', '1.5'), hostileHeader),
  traceparent: fc.oneof(
    fc.constantFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, '00-x', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`),
    hostileHeader,
  ),
  accept: fc.oneof(fc.constantFrom('*/*', 'text/html', 'application/xml;q=0.1', 'text/event-stream'), hostileHeader),
  'accept-encoding': fc.constantFrom('gzip', 'br, *;q=0', 'identity'),
  authorization: fc.oneof(
    fc.constantFrom('', 'Bearer', 'Bearer afa_wrong', 'Basic YTpi', `bearer ${pools.token}`),
    hostileHeader,
  ),
  'content-type': fc.oneof(
    fc.constantFrom(
      'text/plain',
      'application/json; charset=latin1',
      'application/json;charset="utf-8"',
      'application/merge-patch+json',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/yaml',
      '',
    ),
    hostileHeader,
  ),
  'content-encoding': fc.constantFrom('gzip', 'identity', 'x'),
  host: fc.constantFrom('localhost', 'example.org', '127.0.0.1:1', '[::1]', ''),
  'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
});

/** None to three headers, some of them as they should be. */
export function headers(pools: Pools): fc.Arbitrary<Record<string, string>> {
  const all = values(pools);
  // Commands are to be accepted often enough: their own two headers are likelier than the others.
  const own = ['idempotency-key', 'idempotency-key', 'idempotency-key', 'if-match', 'if-match', 'if-match', 'prefer'];
  const names = [...Object.keys(all), ...own];
  const one = fc.constantFrom(...names).chain((name) => all[name]!.map((value) => [name, value] as const));
  const some = fc.array(one, { minLength: 1, maxLength: 3 }).map((entries) => Object.fromEntries(entries));
  return fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: some });
}
