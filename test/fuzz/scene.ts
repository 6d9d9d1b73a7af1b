import { byRest, type Where } from '../rejections/channels.ts';
import { ids, scene } from '../rejections/scene.ts';
import type { Pools } from './request.ts';
import type { Told } from './verdict.ts';

export interface Scene {
  readonly pools: Pools;
  /** What the scene itself wrote. */
  readonly told: readonly Told[];
}

/** Enters the subjects that requests name, and collects what they may ask about. */
export async function enterScene(where: Where): Promise<Scene> {
  const told: Told[] = [];
  for (const command of scene) {
    const { status, body } = await byRest(where, command);
    if (status !== 201) throw new Error(`the scene was refused: ${JSON.stringify(body)}`);
    for (const event of body.events) told.push({ ...event, stream: body.stream });
  }
  const cursors = await Promise.all(
    ['claims', 'persons', 'parties'].map(async (list) => {
      const answer = await fetch(`${where.url}/v1/${list}?limit=1`);
      return ((await answer.json()) as { page: { next: string } }).page.next;
    }),
  );
  const pools: Pools = {
    token: where.token,
    ids: {
      party: [ids.north, ids.south, ids.agency],
      claimant: [ids.agency, ids.north],
      holder: [ids.south],
      person: [ids.anna, ids.boris],
      source: [ids.source, ids.attached],
      swap: [ids.swap],
      group: [ids.group],
      detention: [ids.detention, ids.ended, ids.dead],
      estimate: [ids.estimate],
    },
    claims: told.map(({ stream, id }) => ({ stream, claim: id })),
    cursors: [...cursors, cursors[0]!.slice(0, -3), `${cursors[1]}x`, 'e30'],
    head: told.at(-1)!.position,
  };
  return { pools, told };
}
