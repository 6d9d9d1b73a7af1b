import type { Category } from '#libs/contracts';

/** What a stream is about. Streams of the log have a category's name in front; nothing is checked again, since it is asked for every event. */
export interface Subject {
  readonly category: Category;
  readonly id: string;
}

/** The subject of `swap-<id>`. */
export function subjectOf(stream: string): Subject {
  const dash = stream.indexOf('-');
  return {
    category: (dash < 0 ? stream : stream.slice(0, dash)) as Category,
    id: dash < 0 ? '' : stream.slice(dash + 1),
  };
}
