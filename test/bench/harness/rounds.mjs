/**
 * Measures contenders in turn, every second round in the opposite order (A B B A), so that what drifts on the machine hits all alike.
 * The first round warms up and is dropped.
 * @param {Record<string, (round: number) => Promise<Record<string, number>>>} contenders each answers figures by name
 * @returns {Promise<Record<string, Record<string, number[]>>>} figures by contender and name, one for each round
 */
export async function interleaved(rounds, contenders, { before = async () => {} } = {}) {
  const names = Object.keys(contenders);
  const figures = Object.fromEntries(names.map((name) => [name, {}]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      await before(name);
      const measured = await contenders[name](round);
      if (round === 0) continue;
      for (const [figure, value] of Object.entries(measured)) (figures[name][figure] ??= []).push(value);
    }
  }
  return figures;
}

/** The ratio of one figure of two contenders, round by round. */
export const ratios = (figures, candidate, reference, figure, referenceFigure = figure) =>
  figures[candidate][figure].map((value, round) => value / figures[reference][referenceFigure][round]);
