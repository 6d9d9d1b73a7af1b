const STEPS: readonly (readonly [unit: string, seconds: number])[] = [
  ['y', 31_557_600],
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** A span of seconds in its two largest units (`3 min 20 s`), rounded to whole seconds. */
export function span(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, length] of STEPS) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count.toLocaleString('en')} ${unit}`);
    else if (parts.length > 0) break;
    rest -= count * length;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `3 min ago`: the largest unit alone, for people. A clock that is a little behind is "just now", not the future. */
export function ago(instant: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(instant)) / 1000;
  if (seconds < 1) return 'just now';
  const [unit, length] = STEPS.find(([, each]) => seconds >= each)!;
  return `${Math.floor(seconds / length).toLocaleString('en')} ${unit} ago`;
}

/** An RFC 3339 instant to the second, as people read it: `2026-11-22 13:31:21Z`. */
export const instant = (text: string): string => text.replace(/^(.{10})T(.{8}).*$/, '$1 $2Z');
