import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReading, readCluster } from '#libs/queries';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
const ids: string[] = [];
beforeAll(async () => {
  register = await startTestRegister();
  for (const form of ['Anna', 'Boris', 'Clara', 'Dora'])
    ids.push((await register.send('RegisterPerson', { names: [{ form }] })).id);
});
afterAll(() => register.close());

const judge = (left: number, right: number, judgement: string) =>
  register.send('DecideMatch', { left: ids[left], right: ids[right], judgement, reason: 'a test' });
async function clusterOf(person: number, asOf?: string): Promise<number[]> {
  const reading = await openReading(register, asOf === undefined ? {} : { asOf });
  return (await readCluster(register, reading, ids[person]!)).map((id) => ids.indexOf(id)).toSorted();
}

describe('the cluster of a person', () => {
  it('follows standing positive judgements, also by way of others, and is what it was at an earlier position', async () => {
    await judge(0, 1, 'positive');
    const { position } = await judge(2, 1, 'positive');
    await judge(3, 0, 'unsure');
    expect(await clusterOf(0)).toEqual([0, 1, 2]);
    expect(await clusterOf(3)).toEqual([3]);
    await register.send('RevokeMatch', { left: ids[1], right: ids[0], reason: 'a test' });
    expect([await clusterOf(0), await clusterOf(2)]).toEqual([[0], [1, 2]]);
    expect(await clusterOf(0, position)).toEqual([0, 1, 2]);
  });
});
