import type { Random } from '../../support-domain/random.ts';

/** A claim that was acknowledged, and the command that made it: what can be contested, corrected or withdrawn. */
export interface KnownClaim {
  readonly stream: string;
  readonly claim: string;
  readonly command: string;
  readonly body: object;
}

/** What the clients know of the register so far: only what was acknowledged to them. */
export interface World {
  readonly random: Random;
  readonly parties: string[];
  readonly sources: string[];
  readonly persons: string[];
  /** Few, reported on all the time. */
  readonly swaps: string[];
  readonly detentions: string[];
  readonly claims: KnownClaim[];
}

export const emptyWorld = (random: Random): World => ({
  random,
  parties: [],
  sources: [],
  persons: [],
  swaps: [],
  detentions: [],
  claims: [],
});

/** A command with its key. The key is in its body as well, so that a logged event shows whose words it holds. */
export interface Task {
  readonly key: string;
  readonly command: string;
  readonly body: object;
}

const lists = {
  RegisterParty: 'parties',
  RegisterSource: 'sources',
  RegisterPerson: 'persons',
  RecordSwap: 'swaps',
} as const;

const REMEMBERED = 400;
/** Only claims of these commands are changed later: what the others say, everything else rests on. */
const CHANGEABLE = /^Report(Leg|Decline|Transfer|Charge|Sentence|CustodyStance|Detention)$/;

/** Takes in what a command made. */
export function learn(
  world: World,
  { command, body }: Task,
  answer: { id: string; stream: string; claim: string },
): void {
  const { id, stream, claim } = answer;
  const list = lists[command as keyof typeof lists];
  if (list) world[list].push(id);
  if (command === 'ReportDetention' && !('detention' in body)) world.detentions.push(id);
  if (CHANGEABLE.test(command)) world.claims.push({ stream, claim, command, body });
  // The oldest go, so that what is changed is spread over the whole run.
  if (world.claims.length > REMEMBERED) world.claims.splice(world.random.below(REMEMBERED), 1);
}
