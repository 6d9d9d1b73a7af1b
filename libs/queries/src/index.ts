export { type AnsweredAsOf, answeredAsOf, type ListAnswer, type PageAnswer } from './answered.ts';
export { type ItemAnswer, itemOf, listOf, pageFor, readingFor } from './answers.ts';
export { type ChangedStream, changesOf, MOST_CHANGES } from './changes/changes.ts';
export { isShown, readClaims, readClaimsOfStreams, type StoredClaim, storedClaim } from './claims.ts';
export { clusterAnswer, shownJudgement } from './cluster-answer.ts';
export { type Clusters, readCluster, readClusters } from './clusters.ts';
export { type Cursor, decodeCursor, digestOf, encodeCursor } from './cursor.ts';
export {
  cellsOf,
  type Column,
  columnsOf,
  columnTypes,
  describedFields,
  type DescribedField,
  type Exported,
  type ExportFormatName,
  exportFormatNames,
  exportFormats,
  type ExportManifest,
  type ExportQuestion,
  exportQuestionOf,
  manifestOf,
  openExport,
  PAGE_ROWS,
  unguarded,
} from './export/index.ts';
export { balanceDocuments } from './custody/balance.ts';
export { balanceQuestionOf } from './custody/balance-question.ts';
export { askedRange, type AskedRange, custodyDocument, readAccounts, readCustodyPage } from './custody/custody.ts';
export { type Derived, type DerivedAnswer, type DerivedName, derivedNames, derivedQuestions } from './derived.ts';
export { type Labels, type Publication, readLabels, type References } from './labels.ts';
export { isModelName, type Model, type ModelName, modelNames, modelOf, modelOfCategory, models } from './models.ts';
export { askedDays, type AskedDays, validities, type Validity } from './on.ts';
export { type Page, readItem, readItemOn } from './page.ts';
export { isPosition } from './position.ts';
export { isPersonalReference, type PersonalReference, readPersonalValues } from './personal.ts';
export { badRequest, QueryProblem, type QueryProblemKind, type QueryRule, queryRules } from './problem.ts';
export {
  claimFilters,
  type FilterName,
  filtersOf,
  idFilters,
  type ListName,
  MOST_ROWS,
  pageSize,
  type Question,
  questionOf,
  type RawQuestion,
  requiredId,
  USUAL_ROWS,
} from './question.ts';
export {
  type Clockwork,
  openReading,
  type Projector,
  type Reading,
  type ReadSide,
  type Serving,
  USUAL_PATIENCE,
  type WantedState,
} from './reading.ts';
export { readAnyByKey, readByKeys, readRelated, type Relation } from './relations.ts';
export type { Row, StoredDocument } from './rows.ts';
export {
  type FoundPerson,
  LONGEST_NAME,
  MOST_FOUND,
  type NameQuestion,
  nameQuestionOf,
  searchAnswer,
  type SearchAnswer,
  searchPersons,
  USUAL_FOUND,
} from './search.ts';
export { withLegs } from './swap-legs.ts';
export { sortKey } from './timeline.ts';
export {
  claimsNamed,
  holderReconciliation,
  readEstimatesBeside,
  reconciliationText,
  type StoredReconciliation,
  swapReconciliations,
} from './reconciliation/reconciliation.ts';
export { ledgerDocument, ledgerTotals, personsPlanned } from './ledger/ledger.ts';
export { overlapDocuments } from './custody/overlaps.ts';
export { duplicateDocuments } from './duplicates/duplicates.ts';
