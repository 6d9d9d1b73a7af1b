import { ProblemError } from '#libs/platform';

/** Seconds after which it is worth trying again. */
const COME_AGAIN = '5';

/** A limited number of places. */
export interface Places {
  /** Takes one; the answer gives it back, once. @throws ProblemError 429 where none is free */
  take(): () => void;
}

/** An export reads a whole list, so few may be under way at once: everybody else's questions come first. */
export function placesFor(most: number): Places {
  let taken = 0;
  return {
    take() {
      if (taken >= most)
        throw new ProblemError('too-many-requests', {
          detail: `${taken} exports are under way, and no more are made at once; ask again.`,
          headers: { 'retry-after': COME_AGAIN },
        });
      taken += 1;
      let held = true;
      return () => {
        if (held) taken -= 1;
        held = false;
      };
    },
  };
}
