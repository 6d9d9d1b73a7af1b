import type { Slot } from '#libs/domain';
import { storedClaim } from '../claims.ts';
import type { Row } from '../rows.ts';

interface Link {
  readonly relation: string;
  readonly recordedAt: string;
  readonly to: { readonly claim: string };
}

/** The slot a claim is about; null where it is about several. */
function slotOf(row: Row): string | null {
  const { leg, legs } = storedClaim(row).report as { leg?: string; legs?: readonly { leg: string }[] };
  return leg ?? (legs?.length === 1 ? legs[0]!.leg : null);
}

/** Pairs of slots, part before whole, that somebody linked claims of as `part-of`; the first recorded first. */
function linkedPairs(rows: readonly Row[]): [string, string][] {
  const byClaim = new Map(rows.map((row) => [row.key, slotOf(row)]));
  const links = rows.flatMap((row) =>
    (storedClaim(row)['links'] as readonly Link[]).map((link) => ({ ...link, from: row.key })),
  );
  links.sort((one, other) => Date.parse(one.recordedAt) - Date.parse(other.recordedAt));
  return links.flatMap(({ relation, from, to }): [string, string][] => {
    const [part, whole] = [byClaim.get(from), byClaim.get(to.claim)];
    return relation === 'part-of' && part && whole && part !== whole ? [[part, whole]] : [];
  });
}

/** What is a part between other parties than its whole is one by party; of others nobody says by what. */
const asPart = (part: Slot, whole: Slot): Slot => {
  const isByParty = part.from !== whole.from || part.to !== whole.to;
  return { ...part, parent: whole.leg, partBy: part.partBy ?? (isByParty ? 'party' : null) };
};

/** Whether the slot is the other, or a part of it at any depth. */
function isWithin(slots: ReadonlyMap<string, Slot>, slot: string | null, other: string): boolean {
  for (let at = slot, steps = 0; at !== null && steps <= slots.size; steps += 1) {
    if (at === other) return true;
    at = slots.get(at)?.parent ?? null;
  }
  return false;
}

/**
 * The slots of a swap, with what a later part-of link between claims about two of them adds (DOMAIN 4): a slot that was reported as no part
 * becomes one. A parent that was reported stays, and nothing becomes a part of itself. Give the claims that stand.
 */
export function withLinkedParts(slots: readonly Slot[], rows: readonly Row[]): readonly Slot[] {
  const known = new Map(slots.map((slot) => [slot.leg, slot]));
  for (const [part, whole] of linkedPairs(rows)) {
    const [one, other] = [known.get(part), known.get(whole)];
    if (one?.parent === null && other && !isWithin(known, whole, part)) known.set(part, asPart(one, other));
  }
  return [...known.values()];
}
