const FIRST = 100;
const LONGEST = 5_000;

/** Milliseconds to wait after so many failures in a row: twice as long each time, at most five seconds, spread so that not all come at once. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(FIRST * 2 ** Math.max(0, failures - 1), LONGEST);
  return longest / 2 + (longest / 2) * random();
}
