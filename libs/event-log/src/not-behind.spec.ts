import { describe, expect, it } from '@jest/globals';
import { assertNotBehind } from './not-behind.ts';
import { EventLogBehind } from './port.ts';

const endsAt = (position: string) => ({ head: async () => ({ position }) });

describe('a log and a place in it', () => {
  it.each([
    ['0', '0'],
    ['10', '9'],
    ['10', '10'],
  ])('that ends at %s reaches %s', async (head, position) => {
    await expect(assertNotBehind(endsAt(head), position)).resolves.toBeUndefined();
  });

  it('is refused when it ends before, compared by value', async () => {
    const refused = assertNotBehind(endsAt('99'), '100');
    await expect(refused).rejects.toThrow(EventLogBehind);
    await expect(refused).rejects.toThrow(/ends at position 99, but events up to 100/);
  });
});
