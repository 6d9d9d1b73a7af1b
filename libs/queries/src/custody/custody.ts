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
  const said = new Set(stated.map(({ status }) => status));
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

/** Detentions that may have lasted on the days, or whose days nobody states. */
const mayLast = ({ first, last }: AskedRange): Piece => ({
  text: '(entry.during IS NULL OR entry.during && $::daterange)',
  value: `[${first},${last}]`,
});

/** A page of the detentions that custody is asked of. The question is one of the list of detentions. */
export const readCustodyPage = (
  side: ReadSide,
  reading: Reading,
  question: Question & { list: 'detentions' },
): Promise<Page> => readPage(side, reading, { ...question, on: null }, [mayLast(askedRange(question))]);

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
