/** Why a command was not accepted: the rule's stable code, the field (a JSON pointer into the body), and a sentence for people. */
export interface Rejection {
  readonly rule: string;
  readonly pointer: string;
  readonly detail: string;
}

/** Either a value or the reasons there is none; rejections are values, not exceptions. */
export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly rejections: readonly Rejection[] };

export const accepted = <Value>(value: Value): Result<Value> => ({ ok: true, value });
export const rejected = (...rejections: readonly Rejection[]): Result<never> => ({ ok: false, rejections });

/** The rules of the domain by their code, so that documents can list them and clients can rely on them. */
export const domainRules = {
  shape: 'The field is not of the form the command asks for.',
  'claim-missing': 'A report names its claimant and at least one place in a source (no fact without a claim).',
  'evidence-form': 'Evidence is either anchored or located.',
  'anchor-empty': 'A quote has at least one code point.',
  'text-not-storable': 'The text contains U+0000 or half of a surrogate pair.',
  'unknown-reference': 'The field names a party, person, source or other stream that the register does not hold.',
  'unknown-target': 'The subject or claim that the command is about does not exist.',
  'already-registered': 'The id is already in use.',
  'command-id-reused': 'The command id was used before with another body; to change what was said, use CorrectClaim.',
  'malformed-date': 'The date is not EDTF of the accepted levels (ISO 8601-2 level 0 and 1, sets, unspecified digits).',
  'date-resolved-without-basis': 'A resolved date says what it rests on.',
  'date-resolved-elsewhere': 'The resolved date lies outside of what the words allow.',
  'derived-mismatch': 'A derived bound was given and differs from what follows.',
  'count-value': 'The operator and the numbers of the count do not fit together.',
  'count-below-named': 'An exact count is below the number of persons named in it.',
  'breakdown-exceeds-whole': 'Exhaustive parts of a breakdown exceed the whole.',
  'breakdown-unit': 'The parts of a breakdown count something else than the whole.',
  'evidence-outside-source': 'The offsets lie outside of the source.',
  'quote-hash-mismatch': 'The quote hash differs from that of the attached text.',
  'confidential-source': 'Confidential sources are refused until personal fields are encrypted.',
  'leg-to-itself': 'A leg leads from a party to itself.',
  'leg-unknown': 'The leg is not a slot of this swap; the first report that names one gives from and to.',
  'leg-parties-differ': 'The slot exists with other parties, parent or partition.',
  'leg-parent-unknown': 'The parent is not a slot of this swap.',
  'leg-twice': 'The report names the same slot twice.',
  'persons-twice': 'The same person is named twice.',
  'count-or-persons': 'Give a count or persons.',
  'person-or-group': 'Give either a person or a group.',
  'detained-differs': 'The detention is of another person or group.',
  'at-or-since': 'Give at most one of at and since.',
  'already-ended': 'The same claimant has already reported the end of this episode.',
  'release-after-death': 'The same claimant has reported a death in this episode.',
  'charge-unknown': 'The charge is not a claim of this detention.',
  'relation-to-itself': 'A party is related to itself.',
  'superseded-by-itself': 'A source is superseded by itself.',
  'match-with-itself': 'A person is matched with itself.',
  'match-forbidden': 'A standing negative judgement keeps the two clusters apart.',
  'match-standing': 'Standing positive judgements make the two persons one; revoke one of them first.',
  'judgement-not-standing': 'There is no standing judgement on the pair.',
  'link-to-itself': 'A claim is linked to itself.',
  'claim-not-standing': 'The claim was retracted or withdrawn.',
  'report-unchanged': 'The corrected report says what the claim already says.',
  'not-a-report': 'The claim was not made by a report and cannot be corrected.',
  'import-changed': 'The case file was imported before with another body; to change what was said, use CorrectClaim.',
} as const;
export type DomainRule = keyof typeof domainRules;
