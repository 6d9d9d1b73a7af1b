import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReading, readCluster, readClusters } from '#libs/queries';
import { type Answer, clientOf } from './client.ts';
import { said } from './december-2017.ts';
import { startTestRegister, type TestRegister } from './register.ts';

let register: TestRegister;
const ids: string[] = [];
const detentions: string[] = [];
const { ok, graphql } = clientOf(() => register.url);
beforeAll(async () => {
  register = await startTestRegister();
  const { send } = register;
  for (const form of ['Anna', 'Boris', 'Clara', 'Dora'])
    ids.push((await send('RegisterPerson', { names: [{ form }] })).id);
  const party = (await send('RegisterParty', { kind: 'state', names: [{ form: 'A state' }] })).id;
  const source = (await send('RegisterSource', { title: 'A report', publisher: party })).id;
  const claim = said(party, source);
  for (const person of ids) detentions.push((await send('ReportDetention', { person, holder: party, claim })).id);
});
afterAll(() => register.close());

const judge = (left: number, right: number, judgement: string) =>
  register.send('DecideMatch', { left: ids[left], right: ids[right], judgement, reason: 'a test' });
const revoke = (left: number, right: number) =>
  register.send('RevokeMatch', { left: ids[left], right: ids[right], reason: 'a test' });
const numbered = (members: readonly string[]): number[] => members.map((id) => ids.indexOf(id)).toSorted();
async function clusterOf(person: number, asOf?: string): Promise<number[]> {
  const reading = await openReading(register, asOf === undefined ? {} : { asOf });
  return numbered(await readCluster(register, reading, ids[person]!));
}

const heldOf = async (person: number, more = ''): Promise<number[]> =>
  (await ok(`/v1/detentions?person=${ids[person]}${more}`)).data
    .map(({ id }: Answer) => detentions.indexOf(id))
    .toSorted();

describe('the cluster of a person', () => {
  it('follows standing positive judgements, also by way of others, and is what it was at an earlier position', async () => {
    await judge(0, 1, 'positive');
    const { position } = await judge(2, 1, 'positive');
    await judge(3, 0, 'unsure');
    expect(await clusterOf(0)).toEqual([0, 1, 2]);
    expect(await clusterOf(3)).toEqual([3]);
    await revoke(1, 0);
    expect([await clusterOf(0), await clusterOf(2)]).toEqual([[0], [1, 2]]);
    expect(await clusterOf(0, position)).toEqual([0, 1, 2]);
    await revoke(1, 2);
    await revoke(3, 0);
  });

  it('is read for many persons with one statement', async () => {
    await judge(0, 1, 'positive');
    await judge(2, 3, 'positive');
    const reading = await openReading(register, {});
    register.statements();
    const clusters = await readClusters(register, reading, ids);
    expect(register.statements()).toHaveLength(1);
    expect(ids.map((id) => numbered(clusters.of(id)))).toEqual([
      [0, 1],
      [0, 1],
      [2, 3],
      [2, 3],
    ]);
    expect(clusters.judgements).toHaveLength(2);
    await revoke(0, 1);
    await revoke(2, 3);
  });

  it('shows in every answer about a person, and an old id finds everything, until it is revoked', async () => {
    const answers = async (): Promise<Answer[]> => {
      const paths = [
        '/v1/persons',
        ...ids.flatMap((id) => [
          `/v1/persons/${id}`,
          `/v1/persons/${id}/cluster`,
          ...['persons', 'detentions', 'claims', 'timeline'].map((list) => `/v1/${list}?person=${id}`),
        ]),
        '/v1/persons/search?name=anna',
      ];
      const all = await Promise.all(paths.map((path) => ok(path)));
      return all.map(({ data, references }: Answer) => ({ data, references }));
    };
    const before = await answers();
    expect(await heldOf(0)).toEqual([0]);
    await judge(0, 2, 'positive');
    const { position } = await judge(2, 3, 'positive');
    expect(await heldOf(0)).toEqual([0, 2, 3]);
    expect(await heldOf(3)).toEqual([0, 2, 3]);
    expect(await heldOf(1)).toEqual([1]);
    const cluster = [ids[0]!, ids[2]!, ids[3]!].toSorted();
    expect((await ok(`/v1/persons/${ids[3]}`)).data.cluster).toEqual(cluster);
    expect((await ok('/v1/persons/search?name=anna')).data[0].person.cluster).toEqual(cluster);
    expect((await ok(`/v1/persons?person=${ids[0]}`)).data).toHaveLength(3);
    const { detentions: connected } = await graphql(`{ detentions(person: "${ids[3]}") { nodes { id } } }`);
    expect(connected.nodes).toHaveLength(3);
    const { person } = await graphql(`{ person(id: "${ids[3]}") { detentions { personId } } }`);
    expect(numbered(person.detentions.map(({ personId }: Answer) => personId))).toEqual([0, 2, 3]);
    await revoke(0, 2);
    await revoke(3, 2);
    expect(await answers()).toEqual(before);
    expect(await heldOf(0, `&asOf=${position}`)).toEqual([0, 2, 3]);
  });

  it('is answered with the judgements that make it', async () => {
    await judge(0, 1, 'positive');
    await register.send('DecideMatch', {
      left: ids[1],
      right: ids[3],
      judgement: 'negative',
      reason: 'another birth date',
    });
    const { data, references } = await ok(`/v1/persons/${ids[1]}/cluster`);
    const judgement = {
      left: expect.any(String),
      right: expect.any(String),
      judgement: 'positive',
      reason: 'a test',
      recordedAt: expect.stringMatching(/Z$/),
      recordedBy: 'tester',
    };
    const members = [ids[0], ids[1]].toSorted();
    expect(data).toEqual({ id: ids[1], members, judgements: [judgement] });
    expect(references.persons).toMatchObject({ [ids[0]!]: 'Anna', [ids[1]!]: 'Boris' });
    const { person } = await graphql(`{
      person(id: "${ids[0]}") {
        cluster { names { form } }
        clusterIds
        clusterJudgements { left { id } rightId judgement reason recordedBy }
      }
    }`);
    expect(person.clusterIds).toEqual(members);
    expect(person.cluster).toHaveLength(2);
    expect(person.clusterJudgements).toMatchObject([
      { judgement: 'positive', reason: 'a test', recordedBy: 'tester', left: { id: expect.any(String) } },
    ]);
    // Dora is not Boris, so she cannot be Anna, who is.
    await expect(judge(3, 0, 'positive')).rejects.toThrow('match-forbidden');
    await revoke(0, 1);
    await judge(3, 0, 'positive');
    expect(await clusterOf(3)).toEqual([0, 3]);
  });

  it('of a person who is not there, or not there yet, is not found', async () => {
    const nowhere = '6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11';
    for (const path of [nowhere, `${ids[0]}`])
      expect((await fetch(`${register.url}/v1/persons/${path}/cluster?asOf=0`)).status).toBe(404);
    expect((await fetch(`${register.url}/v1/persons/x/cluster`)).status).toBe(400);
    expect((await fetch(`${register.url}/v1/persons/${ids[0]}/cluster?on=2017`)).status).toBe(400);
  });

  it('costs no more statements for many persons than for one', async () => {
    for (const path of ['/v1/persons', '/v1/detentions']) {
      register.statements();
      await ok(`${path}?limit=1&person=${ids[0]}`);
      const few = register.statements().length;
      await ok(`${path}?limit=200&person=${ids[0]}`);
      expect(register.statements().length).toBeLessThanOrEqual(few);
    }
    register.statements();
    await graphql('{ persons { nodes { clusterIds clusterJudgements { reason } cluster { names { form } } } } }');
    expect(register.statements().length).toBeLessThanOrEqual(4);
  });
});
