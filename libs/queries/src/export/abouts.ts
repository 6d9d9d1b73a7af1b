import type { ListName } from '../question.ts';

type Abouts = Readonly<Record<string, string>>;

/** What the parts of value objects say, by the value object's mark; said behind what the whole is. */
export const partAbouts: Readonly<Record<string, Abouts>> = {
  'bounded-count': {
    op: 'how the number is meant: exactly, more than, at least, about …; never read the number without it',
    value: 'the number that was said; null where the words name none',
    upTo: 'the upper number of `between`',
    'unit.asWritten': 'what was counted, in the words of the source',
    'unit.counts': 'whether persons, families or groups were counted; only counts of the same may be added',
    low: 'the least that the words allow; null where they set no bound',
    best: 'the one number that the words name as such; null where they name none',
    high: 'the most that the words allow; null where they set no bound',
    breakdowns: 'parts of the number, each with an operator of its own',
    asWritten: 'the words of the source',
  },
  'uncertain-date': {
    asWritten: 'the words of the source',
    edtf: 'what the words alone support, in EDTF; null where they support nothing',
    resolved: 'the date that was meant, in EDTF, where the basis gives more than the words',
    basis: 'what the resolved date rests on',
    earliest: 'the first day it may mean; null where open or the year is not stated',
    latest: 'the last day it may mean; null where open or the year is not stated',
  },
  place: {
    asWritten: 'the words of the source',
    country: 'the country that the words name',
    region: 'the region that the words name',
    locality: 'the town or village that the words name',
    facility: 'the building or institution that the words name',
  },
  scope: {
    asWritten: 'the words of the source',
    places: 'the places that the words name',
    custodyKinds: 'the kinds of custody that the words name',
    categories: 'the categories of people that the words name',
  },
};

const date = 'When it happened, is to happen, or was so';
const place = 'Where it happened';

/** What a report says, field by field, whatever kind of report it is. The order is that of the columns. */
export const reportAbouts: Abouts = {
  phase: 'Of a leg: whether the number was planned or handed over',
  leg: 'The slot of the swap that it is about',
  parent: 'The slot that this one is a part of',
  partBy: 'By what the slot is a part of its parent',
  from: 'The id of the party that gives; null means all or unstated',
  to: 'The id of the party that receives, or to whom the person was transferred or released; null means all or unstated',
  kind: 'The kind of decline, no-show or statement',
  status: 'The status of the charge, the sentence or the talks',
  count: 'How many',
  date,
  at: 'A day on which the person or group was held',
  since: 'Since when the person or group is held',
  place,
  person: 'The id of the person it is about',
  group: 'The id of the group it is about',
  holder: 'The id of the party that holds',
  swap: 'The id of the swap that led to the release',
  stance: 'Whether the holder acknowledges or denies the custody, discloses the place or permits contact',
  mode: 'How the release came about',
  by: 'The id of the party that accuses or answers',
  charge: 'What the person is accused of; in a dispute, the id of the claim that made the charge',
  term: 'The length of the sentence, as an ISO 8601 duration',
  cause: 'The cause of death',
  characterisation: 'What the claimant calls the person or group (“hostage”, “prisoner of war”)',
  basis: 'On what the claimant says that the custody rests',
  detail: 'What about the person is told',
  value: 'What is told of the detail',
  relation: 'How the party is said to be related to the other one',
  other: 'The id of the other party',
  formula: 'The formula that the swap was agreed under',
  scope: 'Whom the estimate covers',
  inclusion: 'The rule by which people were counted',
  direction: 'Whether talks are to start or to resume',
  topic: 'What the talks are about',
  ask: 'What is asked for',
  addresseesAsWritten: 'Who is addressed, where the words leave it open',
  answer: 'What came of the appeal',
  summary: 'What was said, in the words of the register',
  asWritten: 'A short expression of the source',
  target: 'The id of the claim that is contested',
};

const id = 'The id; it stays for ever and is the same in every export';
const recordedAt = 'When the register first learned of it';

const claims: Abouts = {
  id: 'The id of the claim; it is that of the event that made it',
  stream: 'The stream of the subject that the claim is about',
  type: 'The type of the report',
  'subject.category': 'The category of the subject that the claim is about',
  'subject.id': 'The id of the subject that the claim is about',
  'claimant.kind': 'Whether a party or a person says so',
  'claimant.id': 'The id of the party or person that says so',
  publisher: 'The id of the party that published the first source; null where unknown',
  stance: 'How the claimant stands to what is said',
  saidAt: 'When the claimant said so',
  saidWhere: 'Where the claimant said so',
  source: 'The id of the first source that the claim rests on',
  evidence: 'Every place in a source that says so: offsets and hash of the quote, or page, minute, paragraph',
  publishedAt: 'When the first source was published',
  recordedAt: 'When the register learned of the claim',
  recordedBy: 'Who entered it; not who says so',
  status:
    'What became of the claim: corrected (the register erred), retracted (the claimant withdrew it), withdrawn (the register no longer stands behind it)',
  contestedBy: 'The ids of claims that contest this one',
  assessments: 'How reliable the source and how credible the information is, in the eyes of named assessors',
  links: 'How the register says that the claim relates to others',
  changes: 'Corrections, retraction or withdrawal, each with its reason and actor',
  report: 'All that was reported, whole; what is single in it stands once more in the columns `report_…`',
};

/** What each field of a list says; a field of a value object is told by the field and the part. */
export const fieldAbouts: Readonly<Record<ListName, Abouts>> = {
  claims,
  timeline: {
    ...claims,
    earliest: 'The first day on which it may have happened; null where that side is open',
    latest: 'The last day on which it may have happened; null where that side is open',
  },
  swaps: {
    id,
    status: 'How far the swap has come, by the reports on it',
    formula: 'The formula it was agreed under, of the first report that states one',
    date: 'When it took place or was to, of the first standing report that states it; all others are in `reports`',
    place: 'Where it took place or was to, of the first standing report that states it; all others are in `reports`',
    reports: 'Every report on the swap as a whole, with its claim',
    legs: 'Every slot with all claims about it: planned and actual counts with their operators, and who declined',
    recordedAt,
  },
  detentions: {
    id,
    person: 'The id of the person held; null for a group',
    group: 'The id of the group held; null for a person',
    reports: 'Who is said to hold, where, since when, by whose account',
    custodyStances: 'How the holder stands to the custody, report by report',
    transfers: 'Transfers to another holder or place',
    charges: 'Suspicions and charges, each with its status and claim',
    chargeDisputes: 'Who disputes charges',
    sentences: 'Sentences, each with its status and claim',
    hospitalisations: 'Stays in hospital',
    whereaboutsUnknown: 'Reports that nobody knows where the person is',
    ends: 'Release, escape or death, each in somebody’s account',
    flags: 'What is remarkable about the reports and never rejected',
    recordedAt,
  },
  persons: {
    id,
    names: 'Every form of the name; none replaces another',
    details: 'Nationality, profession, office and birth, each as a claim',
    cluster: 'Every id that standing judgements make one person with this one, itself included',
    recordedAt,
  },
  groups: {
    id,
    reports: 'Each report on the group: its words, its count with the operator, its claim',
    members: 'Persons named as members',
    recordedAt,
  },
  statements: {
    id,
    reports: 'What was said, each time it was reported, with count, date, place and claim',
    recordedAt,
  },
  appeals: {
    id,
    reports: 'Who is called upon to do what for whom, each time it was reported',
    answers: 'What came of the appeal',
    recordedAt,
  },
  talks: { id, reports: 'How the talks stand, status by status, each in somebody’s account', recordedAt },
  estimates: {
    id,
    reports: 'Each count with its operator, holder, date, scope, rule of inclusion and claim',
    recordedAt,
  },
  sources: {
    id,
    title: 'The title that it is registered under',
    publisher: 'The id of the party that published it; null where unknown',
    publishedAt: 'When it was published',
    retrievedAt: 'When it was retrieved',
    language: 'Its language (BCP 47)',
    url: 'The web address that it was found at',
    length: 'Its length in Unicode code points',
    sha256: 'The SHA-256 of its text in UTF-8',
    supersededBy: 'The id of the source that replaces it',
    corrections: 'Corrections that the publisher made',
    'text.result': 'The outcome of the last check of an attached text; null where none was attached',
    'text.upTo': 'Up to which position of the log quotes were checked',
    'text.anchors': 'How many quotes were checked',
    'text.failures': 'Quotes that differ from the attached text',
    recordedAt,
  },
  parties: {
    id,
    kind: 'What kind of party it is',
    names: 'Every form of the name',
    relations: 'What other parties it is said to be part of, to back or to represent',
    recordedAt,
  },
};

/** Of the column that only an answer about certain days has. */
export const VALIDITY_ABOUT =
  'Whether it certainly held or happened on the days asked for, or its uncertain dates only allow that';
