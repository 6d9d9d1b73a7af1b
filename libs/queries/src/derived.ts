import {
  balancePoint,
  custodyItem,
  duplicateView,
  ledgerEntry,
  ledgerParty,
  overlapView,
  reconciliationView,
} from '#libs/contracts';
import type { z } from 'zod';
import type { AnsweredAsOf } from './answered.ts';
import { readingFor } from './answers.ts';
import { custodyBalance } from './custody/balance.ts';
import { balanceQuestionOf } from './custody/balance-question.ts';
import { custodyOf } from './custody/custody.ts';
import { overlapsIn } from './custody/overlaps.ts';
import { duplicatesIn } from './duplicates/duplicates.ts';
import type { References } from './labels.ts';
import { ledgerOfParty, ledgerPage } from './ledger/ledger.ts';
import { filtersOf, type Question, questionOf, requiredId } from './question.ts';
import { openReading, type Reading, type ReadSide, type WantedState } from './reading.ts';
import { reconciliationOf } from './reconciliation/reconciliation.ts';
import type { StoredDocument } from './rows.ts';

/** What is answered by computing, not by rows of its own (DOMAIN 7). */
export interface DerivedAnswer {
  readonly data: StoredDocument | readonly StoredDocument[];
  readonly page?: { readonly next: string | null; readonly limit: number };
  readonly asOf: AnsweredAsOf;
  /** Streams that stand still behind an event that could not be applied; only where there are any. */
  readonly parked?: readonly string[];
  readonly references: References;
}

/** A question that was checked, with the state it is asked of. Nothing but that state is read until `answer` is called. */
export interface AskedDerived {
  readonly reading: Reading;
  answer(): Promise<DerivedAnswer>;
}

type Given = Readonly<Partial<Record<string, string>>>;

export interface Derived {
  /** The query parameters beside those that choose the state. */
  readonly parameters: readonly string[];
  /** The form of one entry of the answer. */
  readonly view: z.ZodObject;
  readonly isPaged: boolean;
  /** @throws QueryProblem */
  readonly ask: (side: ReadSide, given: Given, wanted: WantedState) => Promise<AskedDerived>;
}

const paging = ['on', 'cursor', 'limit'] as const;

const ofList = <List extends 'detentions' | 'swaps'>(list: List, given: Given) => {
  const question = questionOf(list, given);
  return question as Question & { list: List };
};

/** Every derived question, by its path under `/v1/`. */
export const derivedQuestions = {
  reconciliation: {
    parameters: ['swap', 'holder'],
    view: reconciliationView,
    isPaged: false,
    async ask(side, given, wanted) {
      const asked = { swap: requiredId(given, 'swap', false), holder: requiredId(given, 'holder', false) };
      const reading = await openReading(side, { ...wanted, asOf: given['asOf'] ?? null });
      return { reading, answer: () => reconciliationOf(side, reading, asked) };
    },
  },
  custody: {
    parameters: [...filtersOf('detentions'), ...paging],
    view: custodyItem,
    isPaged: true,
    async ask(side, given, wanted) {
      const question = ofList('detentions', given);
      const reading = await readingFor(side, question, wanted);
      return { reading, answer: () => custodyOf(side, reading, question) };
    },
  },
  'custody/balance': {
    parameters: ['holder', 'nationality', 'source', 'claimant', ...paging],
    view: balancePoint,
    isPaged: true,
    async ask(side, given, wanted) {
      const { asked, cursor } = balanceQuestionOf(given);
      const reading = await openReading(side, {
        ...wanted,
        asOf: given['asOf'] ?? null,
        pinned: cursor?.position ?? null,
      });
      return { reading, answer: () => custodyBalance(side, reading, asked, cursor?.key[0] ?? null) };
    },
  },
  'custody/overlaps': {
    parameters: ['holder', 'source', 'claimant', 'on'],
    view: overlapView,
    isPaged: false,
    async ask(side, given, wanted) {
      const { holder: _holder, ...narrowing } = given;
      const [holder, question] = [requiredId(given, 'holder', false), questionOf('claims', narrowing)];
      const reading = await openReading(side, { ...wanted, asOf: given['asOf'] ?? null });
      return { reading, answer: () => overlapsIn(side, reading, question, holder) };
    },
  },
  duplicates: {
    parameters: ['source', 'claimant', 'person', 'party', 'type'],
    view: duplicateView,
    isPaged: false,
    async ask(side, given, wanted) {
      const question = questionOf('claims', given);
      const reading = await openReading(side, { ...wanted, asOf: question.asOf });
      return { reading, answer: () => duplicatesIn(side, reading, question) };
    },
  },
  ledger: {
    parameters: [...filtersOf('swaps'), ...paging],
    view: ledgerEntry,
    isPaged: true,
    async ask(side, given, wanted) {
      const question = ofList('swaps', given);
      const reading = await readingFor(side, question, wanted);
      return { reading, answer: () => ledgerPage(side, reading, question) };
    },
  },
  'ledger/totals': {
    parameters: ['party'],
    view: ledgerParty,
    isPaged: false,
    async ask(side, given, wanted) {
      const party = requiredId(given, 'party');
      const reading = await openReading(side, { ...wanted, asOf: given['asOf'] ?? null });
      return { reading, answer: () => ledgerOfParty(side, reading, party) };
    },
  },
} as const satisfies Record<string, Derived>;

export type DerivedName = keyof typeof derivedQuestions;
export const derivedNames = Object.keys(derivedQuestions) as DerivedName[];
