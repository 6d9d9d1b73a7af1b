import { custodyItem, streamOf } from '#libs/contracts';
import { accountStates, type AccountState, type AskedRange, LAST_DAY } from '#libs/domain';
import { cursorBehind, type PageAnswer, pageAnswer } from '../answered.ts';
import { readClaimsOfStreams, type StoredClaim } from '../claims.ts';
import { readClusters } from '../clusters.ts';
import { completeDocuments } from '../complete.ts';
import { readLabels } from '../labels.ts';
import { type Page, readPage } from '../page.ts';
import type { Question } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { Row, StoredDocument } from '../rows.ts';
import type { Piece } from '../sql.ts';
import { readHandOvers } from './hand-overs.ts';
import { type Account, accountsOf, type HandOver, reportsOfType, sourcesOf } from './reports.ts';

export type { AskedRange };

/** What is said of one detention by every account, and the claims it was taken from. */
export interface DetentionAccounts {
  readonly row: Row;
  readonly accounts: readonly Account[];
}

export interface ReadAccounts {
  readonly detentions: readonly DetentionAccounts[];
  /** Every claim that was read, by id. */
  readonly claims: ReadonlyMap<string, Row>;
}

const personOf = ({ doc }: Row): string | null => doc['person'] as string | null;

/** What everybody says of many detentions: their own claims, and the legs of swaps that name the persons. Five statements, however many. */
export async function readAccounts(side: ReadSide, reading: Reading, rows: readonly Row[]): Promise<ReadAccounts> {
  const streams = rows.map(({ key }) => streamOf('detention', key));
  const own = await readClaimsOfStreams(side, reading, streams);
  const persons = [...new Set(rows.map(personOf).filter((person) => person !== null))];
  // A leg may name the person under another id that judgements make one with it.
  const clusters = await readClusters(side, reading, persons);
  const handOvers = await readHandOvers(side, reading, [...new Set(persons.flatMap((person) => clusters.of(person)))]);
  const claims = [...own.values(), ...[...handOvers.values()].map((each) => each.map(({ row }) => row))].flat();
  const unnamed = { parties: new Set<string>(), persons: new Set<string>() };
  const { publications } = await readLabels(side, reading, { ...unnamed, sources: sourcesOf(claims) });
  const ofPerson = (row: Row): readonly HandOver[] => {
    const person = personOf(row);
    return person === null ? [] : clusters.of(person).flatMap((member) => handOvers.get(member) ?? []);
  };
  return {
    detentions: rows.map((row, index) => ({
      row,
      accounts: accountsOf(own.get(streams[index]!) ?? [], ofPerson(row), publications),
    })),
    claims: new Map(claims.map((row) => [row.key, row])),
  };
}

const state = ({ claims, ...rest }: AccountState): StoredDocument => ({
  ...rest,
  claims: claims.map((claim) => ({ claim })),
});

function accountDocument(account: Account, asked: AskedRange) {
  const last = reportsOfType(account, 'DetentionReported');
  /** The last words an account used; a report without any takes nothing back. */
  const words = (field: string) => last.findLast((report) => report[field] !== null)?.[field] ?? null;
  const states = accountStates(account.reports, asked);
  return {
    states,
    document: {
      claimant: account.claimant,
      states: states.map(state),
      characterisation: words('characterisation'),
      basis: words('basis'),
      charges: reportsOfType(account, 'ChargeReported').map(pick('charge', 'status', 'date', 'claim')),
      sentences: reportsOfType(account, 'SentenceReported').map(pick('status', 'term', 'asWritten', 'date', 'claim')),
      custodyStances: reportsOfType(account, 'CustodyStanceReported').map(pick('holder', 'stance', 'date', 'claim')),
      disputes: reportsOfType(account, 'ChargeDisputed').map(pick('asWritten', 'date', 'claim')),
    },
  };
}

const pick =
  (...fields: readonly string[]) =>
  (report: StoredDocument): StoredDocument =>
    Object.fromEntries(fields.map((field) => [field, report[field] ?? null]));

const isDenial = ({ type, report }: StoredClaim): boolean =>
  type === 'CustodyStanceReported' && (report as { stance: string }).stance === 'denied';

/** Whether two accounts cannot both be right, the holder denies it, a charge is disputed, or a claim is contested. */
function isDisputed(accounts: readonly Account[], states: readonly AccountState[]): boolean {
  const stated = states.filter(({ status }) => status !== 'notStated');
  // Handed over in an exchange, or released in one: both have let go.
  const said = new Set(stated.map(({ status }) => (status === 'handedOver' ? 'released' : status)));
  const holders = new Set(stated.flatMap(({ status, holder }) => (status === 'held' && holder ? [holder] : [])));
  const claims = accounts.flatMap((account) => account.claims);
  return (
    said.size > 1 ||
    holders.size > 1 ||
    claims.some(
      (claim) =>
        claim.type === 'ChargeDisputed' || isDenial(claim) || (claim['contestedBy'] as readonly string[]).length > 0,
    )
  );
}

/** Claims about a claim are no accounts of the custody. */
const speaksOfCustody = ({ claims }: Account): boolean => claims.some(({ type }) => type !== 'ClaimContested');

/** Who is said to be held on the days asked for, in the form of every stored document. Computes, reads nothing. */
export function custodyDocument({ row, accounts }: DetentionAccounts, asked: AskedRange): StoredDocument {
  const speaking = accounts.filter(speaksOfCustody);
  const documents = speaking.map((account) => accountDocument(account, asked));
  const states = documents.flatMap((each) => each.states);
  const held = states.flatMap(({ status, holder }) => (status === 'held' && holder !== null ? [holder] : []));
  return {
    detention: row.key,
    person: row.doc['person'] ?? null,
    group: row.doc['group'] ?? null,
    holders: [...new Set(held)].sort(),
    disputed: isDisputed(speaking, states),
    accounts: documents.map(({ document }) => document),
  };
}

/** The days of `on`; without it, the day behind all others: everything as it was last reported. */
export const askedRange = ({ on }: Pick<Question, 'on'>): AskedRange =>
  on === null ? { first: LAST_DAY, last: LAST_DAY } : { first: on.earliest, last: on.latest };

/**
 * Detentions of which some account may speak by the last day. That one account has ended leaves the others as they are, so no end bounds
 * anything; and the row's first day is that of dated begins alone, so whatever else is said may be earlier.
 */
const mayHaveBegun = ({ last }: AskedRange): Piece => ({
  text: `(coalesce(lower(entry.during) <= $::date, true)
    OR EXISTS (SELECT FROM json_array_elements(entry.doc -> 'reports') AS said
      WHERE said -> 'since' ->> 'earliest' IS NULL AND said -> 'at' ->> 'earliest' IS NULL)
    OR EXISTS (SELECT FROM unnest(ARRAY['transfers', 'sentences', 'hospitalisations', 'whereaboutsUnknown', 'ends']) AS list,
        json_array_elements(entry.doc -> list) AS said
      WHERE coalesce((said -> 'date' ->> 'earliest')::date <= $::date, true)))`,
  value: last,
});

const PERSON = 'person:';

/** The person is the one who is held, not one who speaks of it; under any id that judgements make one with theirs. */
async function isHeld(side: ReadSide, reading: Reading, person: string): Promise<Piece> {
  const clusters = await readClusters(side, reading, [person]);
  return { text: "entry.doc ->> 'person' = ANY ($::text[])", value: clusters.of(person) };
}

/**
 * A page of the detentions that custody is asked of. Those of one person are all there, with "not stated" where nobody says anything of those
 * days. The question is one of the list of detentions.
 */
export async function readCustodyPage(
  side: ReadSide,
  reading: Reading,
  question: Question & { list: 'detentions' },
): Promise<Page> {
  const person = question.tokens.find((token) => token.startsWith(PERSON))?.slice(PERSON.length);
  const narrowed = person === undefined ? mayHaveBegun(askedRange(question)) : await isHeld(side, reading, person);
  return readPage(side, reading, { ...question, on: null }, [narrowed]);
}

/** Who is said to be held, by whom, where, on which basis, by whose account (DOMAIN 7): one entry for each detention. Seven statements a page. */
export async function custodyOf(
  side: ReadSide,
  reading: Reading,
  question: Question & { list: 'detentions' },
): Promise<PageAnswer> {
  const page = await readCustodyPage(side, reading, question);
  const { detentions, claims } = await readAccounts(side, reading, page.rows);
  const asked = askedRange(question);
  const documents = detentions.map((each) => custodyDocument(each, asked));
  const shown = await completeDocuments(side, reading, custodyItem, documents, { claims });
  return pageAnswer(reading, question.limit, cursorBehind(reading, question, page), shown);
}
