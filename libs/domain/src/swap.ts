import type { Command, CommandBody, DomainEvent, Rejection, Result } from '#libs/contracts';
import type { Aggregate, Context, Fact } from './aggregate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';

type Name = 'AgreeSwap' | 'RecordSwap' | 'ReportLeg' | 'ReportDecline' | 'ReportNoShow' | 'SuspendSwap' | 'ResumeSwap';

/** One direction of a swap, or a part of one (DOMAIN 4). null givers or receivers are all or unstated ones. */
export interface Slot {
  readonly leg: string;
  readonly parent: string | null;
  readonly partBy: 'party' | 'day' | 'category' | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface SwapState {
  readonly slots: ReadonlyMap<string, Slot>;
}

const initial: SwapState = { slots: new Map() };

function withSlots(state: SwapState, slots: readonly Slot[]): SwapState {
  const added = slots.filter((slot) => !state.slots.has(slot.leg));
  if (added.length === 0) return state;
  const entries = added.map(({ leg, parent, partBy, from, to }) => [leg, { leg, parent, partBy, from, to }] as const);
  return { slots: new Map([...state.slots, ...entries]) };
}

function evolve(state: SwapState, event: DomainEvent): SwapState {
  switch (event.type) {
    case 'SwapAgreed':
    case 'SwapRecorded':
      return withSlots(state, event.data.legs);
    case 'LegReported':
      return withSlots(state, [event.data]);
    default:
      return state;
  }
}

/** A slot as a command names it: an absent field leaves it to what the slot already is, null states that it is unstated. */
interface SlotInput {
  readonly leg: string;
  readonly parent?: string | null;
  readonly partBy?: Slot['partBy'];
  readonly from?: string | null;
  readonly to?: string | null;
}

function newSlotBreaches(state: SwapState, input: SlotInput, pointer: string): Rejection[] {
  if (input.from === undefined && input.to === undefined)
    return [
      breach(
        'leg-unknown',
        `${pointer}/leg`,
        `"${input.leg}" is not a slot of this swap; name from and to (null where unstated) to add it`,
      ),
    ];
  if (input.from && input.from === input.to)
    return [breach('leg-to-itself', `${pointer}/to`, 'a leg cannot lead from a party to itself')];
  if (input.parent && !state.slots.has(input.parent))
    return [breach('leg-parent-unknown', `${pointer}/parent`, `"${input.parent}" is not a slot of this swap`)];
  if (input.partBy && !input.parent)
    return [breach('leg-parent-unknown', `${pointer}/partBy`, 'only a part of another leg is a part by something')];
  return [];
}

const compared = ['from', 'to', 'parent', 'partBy'] as const;

const knownSlotBreaches = (known: Slot, input: SlotInput, pointer: string): Rejection[] =>
  compared
    .filter((field) => input[field] && input[field] !== known[field])
    .map((field) =>
      breach('leg-parties-differ', `${pointer}/${field}`, `slot "${known.leg}" exists with another ${field}`),
    );

function personsTwice(persons: readonly string[] | null | undefined, pointer: string): Rejection[] {
  const repeated = (persons ?? []).findIndex((person, index, all) => all.indexOf(person) !== index);
  return repeated < 0 ? [] : [breach('persons-twice', `${pointer}/persons/${repeated}`, 'the person is named twice')];
}

interface Placed {
  readonly slot: Slot;
  readonly breaches: readonly Rejection[];
}

/** The slot a report is about: the known one, or the one it creates. */
function place(state: SwapState, input: SlotInput, pointer: string): Placed {
  const known = state.slots.get(input.leg);
  if (known) return { slot: known, breaches: knownSlotBreaches(known, input, pointer) };
  const { leg, parent = null, partBy = null, from = null, to = null } = input;
  return { slot: { leg, parent, partBy, from, to }, breaches: newSlotBreaches(state, input, pointer) };
}

/** Places the legs of one report one after the other, so that a part may name a parent given before it. */
function placeAll(state: SwapState, legs: NonNullable<CommandBody<'RecordSwap'>['legs']>) {
  const breaches: Rejection[] = [];
  const placed: object[] = [];
  const seen = new Set<string>();
  let current = state;
  legs.forEach((leg, index) => {
    const pointer = `/legs/${index}`;
    const { slot, breaches: found } = place(current, leg, pointer);
    if (seen.has(leg.leg)) breaches.push(breach('leg-twice', `${pointer}/leg`, `"${leg.leg}" is named twice`));
    breaches.push(...found, ...personsTwice(leg.persons, pointer));
    seen.add(leg.leg);
    current = withSlots(current, [slot]);
    placed.push({ ...leg, ...slot });
  });
  return { breaches, legs: placed };
}

function reportSwap(
  state: SwapState,
  type: 'SwapAgreed' | 'SwapRecorded',
  body: CommandBody<'AgreeSwap' | 'RecordSwap'>,
  context: Context,
) {
  const { breaches, legs } = placeAll(state, body.legs ?? []);
  return unlessBreached(breaches, factFrom(type, { ...body, legs }, context.id));
}

function reportLeg(state: SwapState, body: CommandBody<'ReportLeg'>, context: Context) {
  const { slot, breaches } = place(state, body, '');
  return unlessBreached(
    [...breaches, ...personsTwice(body.persons, '')],
    factFrom('LegReported', { ...body, ...slot }, context.id),
  );
}

function reportAbsence(
  state: SwapState,
  type: 'DeclineReported' | 'NoShowReported',
  body: CommandBody<'ReportDecline' | 'ReportNoShow'>,
  context: Context,
) {
  const breaches = personsTwice(body.persons, '');
  if (!state.slots.has(body.leg))
    breaches.push(breach('leg-unknown', '/leg', `"${body.leg}" is not a slot of this swap`));
  if (!body.count && !body.persons?.length)
    breaches.push(breach('count-or-persons', '/count', 'say how many, or name the persons'));
  return unlessBreached(breaches, factFrom(type, body, context.id));
}

function decide(state: SwapState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'AgreeSwap':
      return reportSwap(state, 'SwapAgreed', command.body, context);
    case 'RecordSwap':
      return reportSwap(state, 'SwapRecorded', command.body, context);
    case 'ReportLeg':
      return reportLeg(state, command.body, context);
    case 'ReportDecline':
      return reportAbsence(state, 'DeclineReported', command.body, context);
    case 'ReportNoShow':
      return reportAbsence(state, 'NoShowReported', command.body, context);
    case 'SuspendSwap':
      return factFrom('SwapSuspended', command.body, context.id);
    case 'ResumeSwap':
      return factFrom('SwapResumed', command.body, context.id);
  }
}

/** An agreed or recorded exchange with its legs. */
export const swap: Aggregate<SwapState, Name> = { category: 'swap', initial, evolve, decide };
