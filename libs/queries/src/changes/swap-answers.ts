import type { Place, UncertainDate } from '#libs/contracts';
import { type Answers, grouped, listIn, party, quantity, type Said, single } from './answer.ts';
import { dateWords, placeWords } from './words.ts';

interface Leg {
  readonly leg: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly claims: readonly (Said & { readonly phase: string })[];
  readonly declines: readonly (Said & { readonly kind: string })[];
}

const direction = ({ from, to }: Leg): string =>
  from === null && to === null ? 'the whole swap' : `${party(from)} to ${party(to)}`;

export const legAnswers: Answers = ({ document }) => {
  const legs = listIn<Leg>(document, 'legs');
  return legs.flatMap((slot) => [
    { answer: 'slot', of: { leg: slot.leg }, says: [direction(slot)] },
    ...grouped(
      'leg',
      slot.claims.map((said) => [{ leg: slot.leg, phase: said.phase }, quantity(said)]),
    ),
    ...grouped(
      'absence',
      slot.declines.map((said) => [{ leg: slot.leg, kind: said.kind }, quantity(said)]),
    ),
  ]);
};

export const swapAnswers: Answers = ({ document }) => {
  if (!document) return [];
  const { status, formula, date, place } = document as {
    status: string;
    formula: string | null;
    date: UncertainDate | null;
    place: Place | null;
  };
  return [
    ...single('status', status),
    ...single('formula', formula),
    ...single('date', date && dateWords(date)),
    ...single('place', place && placeWords(place)),
  ];
};
