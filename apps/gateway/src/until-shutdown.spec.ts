import { expect, it } from '@jest/globals';
import { untilShutdown } from './until-shutdown.ts';

it('ends what is open when the server stops, and at once what is opened after that', () => {
  const ended: string[] = [];
  const open = untilShutdown<string>((name) => ended.push(name));
  expect([open.add('one'), open.add('two')]).toEqual([true, true]);
  open.delete('one');
  open.endAll();
  expect(ended).toEqual(['two']);
  expect(open.add('late')).toBe(false);
  expect(ended).toEqual(['two', 'late']);
});
