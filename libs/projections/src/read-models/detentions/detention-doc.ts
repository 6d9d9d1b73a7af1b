import type { EventData, Place, UncertainDate } from '#libs/contracts';

type Report<
  Type extends
    | 'DetentionReported'
    | 'CustodyStanceReported'
    | 'TransferReported'
    | 'ChargeReported'
    | 'ChargeDisputed'
    | 'SentenceReported'
    | 'HospitalisationReported'
    | 'WhereaboutsUnknownReported',
> = Omit<EventData<Type>, 'claim' | 'person' | 'group'> & { readonly claim: string };

export interface DetentionEnd {
  readonly kind: 'release' | 'escape' | 'death';
  readonly mode: EventData<'ReleaseReported'>['mode'] | null;
  readonly swap: string | null;
  readonly to: string | null;
  readonly cause: EventData<'DeathInCustodyReported'>['cause'];
  readonly place: Place | null;
  readonly date: UncertainDate | null;
  readonly claim: string;
}

export type DetentionFlag = 'two-holders' | 'end-without-begin' | 'end-before-begin';

/** The stored document: claims by id, personal values by reference. */
export type DetentionDoc = {
  readonly id: string;
  readonly person: string | null;
  readonly group: string | null;
  readonly reports: readonly Report<'DetentionReported'>[];
  readonly custodyStances: readonly Report<'CustodyStanceReported'>[];
  readonly transfers: readonly Report<'TransferReported'>[];
  readonly charges: readonly Report<'ChargeReported'>[];
  readonly chargeDisputes: readonly Report<'ChargeDisputed'>[];
  readonly sentences: readonly Report<'SentenceReported'>[];
  readonly hospitalisations: readonly Report<'HospitalisationReported'>[];
  readonly whereaboutsUnknown: readonly Report<'WhereaboutsUnknownReported'>[];
  readonly ends: readonly DetentionEnd[];
  readonly flags: readonly DetentionFlag[];
  readonly recordedAt: string;
};

export const emptyDetention = (id: string, recordedAt: string): DetentionDoc => ({
  id,
  person: null,
  group: null,
  reports: [],
  custodyStances: [],
  transfers: [],
  charges: [],
  chargeDisputes: [],
  sentences: [],
  hospitalisations: [],
  whereaboutsUnknown: [],
  ends: [],
  flags: [],
  recordedAt,
});
