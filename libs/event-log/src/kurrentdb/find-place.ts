import { comparePositions, START } from '#libs/contracts';
import { instantMillis } from '../instant.ts';
import type { KurrentEventLogOptions } from './options.ts';
import type { Places } from './places.ts';
import type { Place } from './stored-event.ts';

/** What is read first, and at most, at a time. */
const FEWEST = 128;
const MOST = 1_024;
/** Events between two milestones; about so many have to be read again to find a place between them. */
const MILESTONE_EVERY = 128;

export interface Finder extends Pick<KurrentEventLogOptions, 'landmarks' | 'landmarkBefore'> {
  readonly places: Places;
  /** The next events behind the position of an event; fewer than asked for: the end. */
  readonly readAfter: (position: string, limit: number) => Promise<readonly Place[]>;
}

/** Where a search begins: an event's position, and a bound for the times up to there where one is known. */
interface Beginning {
  readonly position: string;
  readonly latest: number | null;
}

/** The last position before the first event recorded after the instant. @throws RangeError when it is no instant */
export async function findPositionAt(instant: string, finder: Finder): Promise<string> {
  const millis = instantMillis(instant);
  const milestone = finder.places.until(millis);
  const landmark = (await finder.landmarks?.(instant)) ?? START;
  const known = isLater(landmark, milestone.position) ? { position: landmark, latest: millis } : milestone;
  return lastBefore(known, (place) => place.millis > millis, finder);
}

/** The greatest position of an event at or before this one. */
export async function findAnchor(position: string, finder: Finder): Promise<string> {
  const milestone = finder.places.before(position);
  const landmark = (await finder.landmarkBefore?.(position)) ?? START;
  const known = isLater(landmark, milestone.position) ? { position: landmark, latest: null } : milestone;
  return lastBefore(known, (place) => isLater(place.position, position), finder);
}

/** Reads on to the first event that is too far and returns the position before it, setting milestones on the way. */
async function lastBefore(
  beginning: Beginning,
  isTooFar: (place: Place) => boolean,
  { places, readAfter }: Finder,
): Promise<string> {
  let { position, latest } = beginning;
  let read = 0;
  for (let limit = FEWEST; ; limit = Math.min(2 * limit, MOST)) {
    const page = await readAfter(position, limit);
    for (const place of page) {
      if (isTooFar(place)) return position;
      position = place.position;
      read += 1;
      if (latest === null) continue;
      latest = Math.max(latest, place.millis);
      if (read % MILESTONE_EVERY === 0) places.setMilestone({ position, latest });
    }
    if (page.length < limit) return position;
  }
}

function isLater(left: string, right: string): boolean {
  return comparePositions(left, right) > 0;
}
