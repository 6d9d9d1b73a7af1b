import { z } from 'zod';
import { appealAnswers } from '../commands/appeal.ts';
import { statementKinds } from '../commands/statement.ts';
import { talksDirections, talksStatuses } from '../commands/talks.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { place as placeValue } from '../values/place.ts';
import { categories, reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';
import { personalValue } from './register.ts';

const date = uncertainDate.nullable();
const place = placeValue.nullable();
const count = boundedCount.nullable();
const parties = z.array(reference('party'));
const about = z.strictObject({ kind: z.enum(categories), id: z.uuid() }).meta({ id: 'AboutSubject' });

export const statementItem = z
  .strictObject({
    id: z.uuid(),
    reports: z.array(
      z.strictObject({
        kind: z.enum(statementKinds),
        about: z.array(about),
        summary: personalValue,
        asWritten: personalValue,
        count,
        date,
        place,
        claim,
      }),
    ),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Statement', model: 'statements' });

export const appealItem = z
  .strictObject({
    id: z.uuid(),
    reports: z.array(
      z.strictObject({
        addressees: parties,
        /** The words where they leave open who is addressed. */
        addresseesAsWritten: z.string().nullable(),
        ask: personalValue,
        about: z.array(about),
        count,
        date,
        place,
        claim,
      }),
    ),
    answers: z.array(
      z.strictObject({
        answer: z.enum(appealAnswers),
        by: reference('party').nullable(),
        asWritten: personalValue,
        date,
        claim,
      }),
    ),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Appeal', model: 'appeals' });

export const talksItem = z
  .strictObject({
    id: z.uuid(),
    reports: z.array(
      z.strictObject({
        status: z.enum(talksStatuses),
        direction: z.enum(talksDirections).nullable(),
        parties,
        topic: z.string().nullable(),
        date,
        place,
        claim,
      }),
    ),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Talks', model: 'talks' });
