import type { EstimateClaim, SwapClaims } from '../types.ts';
import { absence, count, day, estimate, legClaim, scope, slot } from './claims.ts';

const nobody = {
  op: 'notStated' as const,
  breakdowns: [
    {
      by: 'nationality',
      exhaustive: false,
      parts: [{ category: 'Russian', count: { op: 'eq' as const, value: 0, asWritten: 'not a single' } }],
    },
  ],
};

/** The reports of the exchange of 27 December 2017 as far as they contradict each other (numbers, who says so, where). */
export const seedSwap: SwapClaims = {
  slots: [
    slot('a', 'ukraine', null),
    slot('a-lnr', 'ukraine', 'lnr', 'a'),
    slot('a-dnr', 'ukraine', 'dnr', 'a'),
    slot('b', null, 'ukraine'),
    slot('b-lnr', 'lnr', 'ukraine', 'b'),
    slot('b-dnr', 'dnr', 'ukraine', 'b'),
  ],
  claims: [
    legClaim('a', 'planned', '306', 'herashchenko @neweurope'),
    legClaim('a', 'planned', '306', 'zakharchenko @neweurope'),
    legClaim('a-lnr', 'planned', '99', 'kobtseva @luginfo'),
    legClaim('a-dnr', 'planned', '207', 'morozova @ombudsman'),
    legClaim('a-dnr', 'actual', '160', 'morozova @ombudsman'),
    legClaim('a-dnr', 'actual', '160', 'hromadske'),
    legClaim('a-lnr', 'actual', '73', 'hromadske'),
    legClaim('a-lnr', 'actual', '75', 'kobtseva @russiareborn'),
    legClaim('a', 'actual', '233', 'rferl'),
    legClaim('a', 'actual', '233', 'ap'),
    legClaim('a', 'actual', '233', 'hromadske'),
    legClaim('a', 'actual', '~235', 'aljazeera'),
    legClaim('a', 'actual', '237', 'medvedchuk @kyivpost'),
    legClaim('a', 'actual', '246', 'unnamed @forum'),
    legClaim('a', 'actual', count('nobody', 'person', nobody), 'poroshenko @rferl'),
    legClaim('b-lnr', 'actual', '16', 'hromadske'),
    legClaim('b-dnr', 'actual', '58', 'hromadske'),
    legClaim('b-lnr', 'actual', '16', 'kobtseva @asn'),
    legClaim('b-dnr', 'actual', '58', 'morozova @asn'),
    legClaim('b', 'actual', '74', 'rferl'),
    legClaim('b', 'actual', '74', 'ap'),
    legClaim('b', 'actual', '74', 'poroshenko @boryspil'),
    legClaim('b', 'actual', '73', 'hromadske'),
    legClaim('b', 'actual', '73', 'lb'),
  ],
  absences: [
    absence('a', 'refused', '29', 'medvedchuk @kyivpost'),
    absence('a', 'absent', '40', 'medvedchuk @kyivpost'),
    absence('a', 'refused', '10..15', 'lutkovska @censor'),
    absence('a', 'absent', '43', 'lutkovska @censor'),
    absence('a', 'refused', '20', 'unnamed @forum'),
    absence('b', 'stayed', '1', 'sargan @ap'),
    absence('b', 'stayed', '1', 'morozova @asn'),
  ],
};

const first = day('2017-12-01');
const after = day('2017-12-27');

export const seedEstimates: readonly EstimateClaim[] = [
  estimate('russia', '>2000', 'lutkovska @rferl', { date: first, scope: scope('in Russian custody') }),
  estimate('russia', '>2200', 'lutkovska @radiosvoboda', { date: first, inclusion: 'ordinary convicts included' }),
  estimate('russia', '>30', 'parliament @rferl', {
    date: day('2017-03'),
    scope: scope('Russia, Crimea, east', ['prison']),
  }),
  estimate('russia', '>5000', 'lutkovska @ukropnews', { date: day('2018-03') }),
  estimate('separatists', '93', 'lutsenko @gordon', { date: after }),
  estimate('separatists', '~94', 'kyivpost', { date: after }),
  estimate('separatists', '103', 'lb', { date: after }),
  estimate('ukraine', '>15', 'poroshenko @daily'),
  estimate('ukraine', '~320', 'lutkovska @ukropnews'),
];
