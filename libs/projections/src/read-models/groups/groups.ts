import { subjectModel } from '../subject-model.ts';

type GroupDoc = {
  readonly id: string;
  readonly reports: readonly object[];
  readonly members: readonly object[];
  readonly recordedAt: string;
};

/** Which unnamed sets of people are reported, how many they are, and who of them is named? */
export const groups = subjectModel<GroupDoc>({
  name: 'groups',
  category: 'group',
  empty: (id, recordedAt) => ({ id, reports: [], members: [], recordedAt }),
  evolve(document, event) {
    switch (event.type) {
      case 'GroupReported': {
        const { asWritten, count } = event.data;
        return { ...document, reports: [...document.reports, { asWritten, count, claim: event.id }] };
      }
      case 'MemberNamed':
        return { ...document, members: [...document.members, { person: event.data.person, claim: event.id }] };
      default:
        return document;
    }
  },
});
