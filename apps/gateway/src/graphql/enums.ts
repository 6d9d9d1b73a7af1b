import * as contracts from '#libs/contracts';
import { validities } from '#libs/queries';
import { GraphQLEnumType } from 'graphql';
import { memberName } from './names.ts';

/** Names for the word lists that several schemas share; any other takes its name from where it stands. */
const shared: readonly (readonly [string, readonly string[]])[] = [
  ['Category', contracts.categories],
  ['ChargeStatus', contracts.chargeStatuses],
  ['ClaimStatus', contracts.claimStatuses],
  ['CountOperator', contracts.countOperators],
  ['CustodyStance', contracts.custodyStances],
  ['DateBasis', contracts.dateBases],
  ['DeclineKind', contracts.declineKinds],
  ['LegPartition', contracts.legPartitions],
  ['LegPhase', contracts.legPhases],
  ['NameMatchKind', contracts.nameMatchKinds],
  ['NameType', contracts.nameTypes],
  ['NoShowKind', contracts.noShowKinds],
  ['PartyKind', contracts.partyKinds],
  ['PartyRelationKind', contracts.partyRelations],
  ['PersonDetailKind', contracts.personDetails],
  ['ReleaseMode', contracts.releaseModes],
  ['SentenceStatus', contracts.sentenceStatuses],
  ['Stance', contracts.stances],
  ['TransliterationTable', contracts.transliterationTables],
  ['Validity', validities],
];

/** Gives one enum for one list of words, wherever it is used. */
export type EnumBook = (words: readonly string[], nameFromPlace: string) => GraphQLEnumType;

export function enumBook(): EnumBook {
  const made = new Map<string, GraphQLEnumType>();
  const names = new Map(shared.map(([name, words]) => [words.join(), name]));
  return (words, nameFromPlace) => {
    const key = words.join();
    const known = made.get(key);
    if (known) return known;
    const type = new GraphQLEnumType({
      name: names.get(key) ?? nameFromPlace,
      values: Object.fromEntries(words.map((word) => [memberName(word), { value: word }])),
    });
    made.set(key, type);
    return type;
  };
}
