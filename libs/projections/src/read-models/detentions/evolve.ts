import type { DomainEvent, EventData } from '#libs/contracts';
import type { DetentionDoc, DetentionEnd } from './detention-doc.ts';

function withReport(document: DetentionDoc, data: EventData<'DetentionReported'>, claim: string): DetentionDoc {
  const { person, group, holder, at, since, place, characterisation, basis } = data;
  const report = { holder, at, since, place, characterisation, basis, claim };
  return {
    ...document,
    person: document.person ?? person,
    group: document.group ?? group,
    reports: [...document.reports, report],
  };
}

const noEnd = { mode: null, swap: null, to: null, cause: null };

function endOf(event: DomainEvent<'ReleaseReported' | 'EscapeReported' | 'DeathInCustodyReported'>): DetentionEnd {
  const { place, date } = event.data;
  const rest = { place, date, claim: event.id };
  switch (event.type) {
    case 'ReleaseReported': {
      const { mode, swap, to } = event.data;
      return { kind: 'release', mode, swap, to, cause: null, ...rest };
    }
    case 'EscapeReported':
      return { kind: 'escape', ...noEnd, ...rest };
    case 'DeathInCustodyReported':
      return { kind: 'death', ...noEnd, cause: event.data.cause, ...rest };
  }
}

/** Adds what an event reports to its list; every report stands beside the others. */
export function evolve(document: DetentionDoc, event: DomainEvent): DetentionDoc {
  const claim = event.id;
  switch (event.type) {
    case 'DetentionReported':
      return withReport(document, event.data, claim);
    case 'CustodyStanceReported': {
      const { holder, stance, date } = event.data;
      return { ...document, custodyStances: [...document.custodyStances, { holder, stance, date, claim }] };
    }
    case 'TransferReported': {
      const { to, place, date } = event.data;
      return { ...document, transfers: [...document.transfers, { to, place, date, claim }] };
    }
    case 'ChargeReported': {
      const { charge, status, by, date } = event.data;
      return { ...document, charges: [...document.charges, { charge, status, by, date, claim }] };
    }
    case 'ChargeDisputed': {
      const { charge, asWritten, date } = event.data;
      return { ...document, chargeDisputes: [...document.chargeDisputes, { charge, asWritten, date, claim }] };
    }
    case 'SentenceReported': {
      const { status, term, asWritten, holder, date } = event.data;
      return { ...document, sentences: [...document.sentences, { status, term, asWritten, holder, date, claim }] };
    }
    case 'HospitalisationReported': {
      const { place, date } = event.data;
      return { ...document, hospitalisations: [...document.hospitalisations, { place, date, claim }] };
    }
    case 'WhereaboutsUnknownReported':
      return { ...document, whereaboutsUnknown: [...document.whereaboutsUnknown, { date: event.data.date, claim }] };
    case 'ReleaseReported':
    case 'EscapeReported':
    case 'DeathInCustodyReported':
      return { ...document, ends: [...document.ends, endOf(event)] };
    default:
      return document;
  }
}
