import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Column, table } from '../output/table.ts';
import { answerWith, type Answered, nameOf, type Parameters, type References } from './ask.ts';

interface Claimant {
  readonly kind: 'party' | 'person';
  readonly id: string;
}

interface Days {
  readonly earliest: string | null;
  readonly latest: string | null;
}

interface State {
  readonly status: string;
  readonly certainty: string;
  readonly holder: string | null;
  readonly place: { readonly asWritten: string } | null;
  readonly lastReported: Days | null;
}

interface Custody {
  readonly detention: string;
  readonly person: string | null;
  readonly group: string | null;
  readonly accounts: readonly {
    readonly claimant: Claimant;
    readonly states: readonly State[];
    readonly basis: string | null;
    readonly characterisation: string | null;
    readonly charges: readonly { readonly charge: string | null; readonly status: string }[];
    readonly sentences: readonly { readonly asWritten: string | null; readonly status: string }[];
    readonly disputes: readonly { readonly asWritten: string | null }[];
  }[];
}

interface Count {
  readonly asWritten: string;
}

interface Bound {
  readonly value: number;
}

interface BalancePoint {
  readonly from: string | null;
  readonly to: string | null;
  readonly named: { readonly certain: number; readonly possible: number } | null;
  readonly groups: readonly unknown[];
  readonly scopes: readonly {
    readonly scope: { readonly asWritten: string } | null;
    readonly units: readonly string[];
    readonly lower: Bound | null;
    readonly upper: Bound | null;
    readonly estimates: readonly { readonly count: Count }[];
  }[];
  readonly sumRefused: { readonly detail: string } | null;
}

interface Side {
  readonly state: string;
  readonly claims: readonly { readonly count: Count }[];
}

interface LedgerEntry {
  readonly swap: string;
  readonly date: { readonly asWritten: string; readonly resolved: string | null } | null;
  readonly legs: readonly {
    readonly leg: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly planned: Side;
    readonly actual: Side;
    readonly residual: { readonly text: string } | null;
    readonly unaccounted: readonly string[];
    readonly flags: readonly string[];
  }[];
}

const said = (texts: readonly (string | null)[]): string => texts.filter((text) => text !== null).join('; ');

function days({ earliest, latest }: Days): string {
  if (earliest === null) return latest === null ? 'no date' : `by ${latest}`;
  if (latest === null) return `from ${earliest}`;
  return earliest === latest ? earliest : `${earliest} to ${latest}`;
}

interface AccountRow {
  readonly entry: Custody;
  readonly account: Custody['accounts'][number];
  readonly state: State;
}

const basisOf = ({ account }: AccountRow): string =>
  said([
    account.characterisation,
    account.basis,
    ...account.charges.map(({ charge, status }) => `${status}: ${charge ?? 'forgotten'}`),
    ...account.sentences.map(
      ({ asWritten, status }) => `sentence ${status}${asWritten === null ? '' : `: ${asWritten}`}`,
    ),
    ...account.disputes.map(({ asWritten }) => `disputes the charge: ${asWritten ?? 'forgotten'}`),
  ]);

const custodyColumns = (references: References): Column<AccountRow>[] => [
  { heading: 'WHO', of: ({ entry }) => nameOf(references, entry.person, `group ${entry.group ?? ''}`) },
  { heading: 'BY', of: ({ account }) => nameOf(references, account.claimant.id) },
  {
    heading: 'STATUS',
    of: ({ state }) => (state.certainty === 'certain' ? state.status : `${state.status}, possibly`),
  },
  { heading: 'HOLDER', of: ({ state }) => (state.status === 'notStated' ? '' : nameOf(references, state.holder)) },
  { heading: 'PLACE', of: ({ state }) => state.place?.asWritten ?? null, optional: true },
  { heading: 'LAST REPORTED', of: ({ state }) => state.lastReported && days(state.lastReported), optional: true },
  { heading: 'BASIS', of: basisOf, optional: true },
];

function custodyText({ style }: Context, { entries, references }: Answered<Custody>): string {
  const rows = entries.flatMap((entry) =>
    entry.accounts.flatMap((account) => account.states.map((state) => ({ entry, account, state }))),
  );
  return table(custodyColumns(references), rows, style, 'nobody is said to be held');
}

function namedWords(named: BalancePoint['named']): string {
  if (named === null) return 'not stated';
  const { certain, possible } = named;
  if (possible === 0) return String(certain);
  return certain === 0 ? `${possible} possibly` : `${certain} (+ ${possible} possibly)`;
}

function boundWords(lower: Bound | null, upper: Bound | null): string {
  if (lower === null) return upper === null ? 'no bounds' : `at most ${upper.value}`;
  if (upper === null) return `${lower.value} or more`;
  return lower.value === upper.value ? String(lower.value) : `${lower.value} to ${upper.value}`;
}

function scopesOf({ scopes }: BalancePoint): string {
  return scopes
    .map(({ scope, lower, upper, estimates, units }) => {
      const words = estimates.map(({ count }) => count.asWritten).join(', ');
      return `${boundWords(lower, upper)} ${units.join('/')} [${scope?.asWritten ?? 'scope not stated'}: ${words}]`;
    })
    .join('; ');
}

const balanceColumns: Column<BalancePoint>[] = [
  { heading: 'FROM', of: ({ from }) => from },
  { heading: 'TO', of: ({ to }) => to },
  {
    heading: 'NAMED',
    of: ({ named }) => namedWords(named),
  },
  { heading: 'CLAIMED', of: scopesOf },
  { heading: 'SUM', of: ({ sumRefused }) => sumRefused && `refused: ${sumRefused.detail}`, optional: true },
];

const sideWords = ({ state, claims }: Side): string =>
  claims.length === 0 ? 'not stated' : `${claims.map(({ count }) => count.asWritten).join(', ')} (${state})`;

interface LegRow {
  readonly entry: LedgerEntry;
  readonly leg: LedgerEntry['legs'][number];
}

const ledgerColumns = (references: References): Column<LegRow>[] => [
  { heading: 'SWAP', of: ({ entry }) => entry.date?.resolved ?? entry.date?.asWritten ?? entry.swap },
  { heading: 'LEG', of: ({ leg }) => leg.leg },
  { heading: 'FROM', of: ({ leg }) => nameOf(references, leg.from, 'all or unstated') },
  { heading: 'TO', of: ({ leg }) => nameOf(references, leg.to, 'all or unstated') },
  { heading: 'PLANNED', of: ({ leg }) => sideWords(leg.planned) },
  { heading: 'CLAIMED', of: ({ leg }) => sideWords(leg.actual) },
  { heading: 'RESIDUAL', of: ({ leg }) => leg.residual?.text, optional: true },
  {
    heading: 'UNACCOUNTED',
    of: ({ leg }) => leg.unaccounted.map((person) => nameOf(references, person)).join(', '),
    optional: true,
  },
];

function ledgerText({ style }: Context, { entries, references }: Answered<LedgerEntry>): string {
  const rows = entries.flatMap((entry) => entry.legs.map((leg) => ({ entry, leg })));
  return table(ledgerColumns(references), rows, style, 'no swaps');
}

type Options = Readonly<Record<string, string | undefined>>;

const stateOf = ({ asOf, on }: Options): Parameters => ({ asOf, on });

function reconcile(context: Context, { swap, holder, asOf }: Options): Promise<void> {
  if ((swap === undefined) === (holder === undefined)) throw new Failure('usage', 'give either --swap or --holder');
  return answerWith<{ text: string }>(context, '/v1/reconciliation', { swap, holder, asOf }, ({ entries }) =>
    entries.length === 0 ? 'nobody states a number\n' : entries.map(({ text }) => text).join('\n'),
  );
}

const custody = (context: Context, options: Options): Promise<void> =>
  answerWith<Custody>(
    context,
    '/v1/custody',
    { ...stateOf(options), person: options['person'], holder: options['holder'] },
    (answered) => custodyText(context, answered),
  );

const balance = (context: Context, holder: string | undefined, options: Options): Promise<void> =>
  answerWith<BalancePoint>(
    context,
    '/v1/custody/balance',
    { ...stateOf(options), holder, nationality: options['nationality'] },
    ({ entries }) => table(balanceColumns, entries, context.style, 'nothing is stated'),
  );

const ledger = (context: Context, options: Options): Promise<void> =>
  answerWith<LedgerEntry>(context, '/v1/ledger', { ...stateOf(options), party: options['party'] }, (answered) =>
    ledgerText(context, answered),
  );

const withState = (command: Command): Command =>
  command
    .option('--on <days>', 'true on these days: an EDTF day, month, year or interval')
    .option('--as-of <state>', 'what the register knew: a position, or an RFC 3339 instant');

/** `afa reconcile`, `custody`, `balance` and `ledger`: what the register derives and nobody enters. */
export function addDerived(program: Command, actions: Actions): void {
  const reconciling = program
    .command('reconcile')
    .description('Explain why the numbers of a swap, or of those held by a party, differ')
    .option('--swap <id>', 'the swap whose legs are reconciled')
    .option('--holder <id>', 'the party whose estimates are reconciled')
    .option('--as-of <state>', 'what the register knew: a position, or an RFC 3339 instant');
  examples(reconciling, 'afa reconcile --swap 6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11').action(
    actions.run((context, _arguments, options) => reconcile(context, options as Options)),
  );
  const holding = withState(
    program.command('custody').description('Show who is said to be held, by whom, by whose account'),
  )
    .option('--person <id>', 'only this person')
    .option('--holder <id>', 'only what names this holder');
  examples(holding, 'afa custody --on 2017-12-28').action(
    actions.run((context, _arguments, options) => custody(context, options as Options)),
  );
  const balancing = withState(
    program
      .command('balance')
      .description('Show how many are said to be held by one party, or of one nationality, over time')
      .argument('[holder]', 'the id of the party; left out, whoever holds: then say a nationality'),
  ).option('--nationality <word>', 'only this nationality, in the words of the claims');
  examples(balancing, 'afa balance 6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11 --on 2017').action(
    actions.run((context, [holder], options) => balance(context, holder, options as Options)),
  );
  const swapping = withState(
    program.command('ledger').description('Show what was planned, claimed and left over in each swap'),
  ).option('--party <id>', 'only swaps that name this party');
  examples(swapping, 'afa ledger').action(
    actions.run((context, _arguments, options) => ledger(context, options as Options)),
  );
}
