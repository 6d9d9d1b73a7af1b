import { meets, median, spread } from './statistics.mjs';

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const targetText = ({ atLeast, atMost }) => (atLeast !== undefined ? `≥ ${atLeast}` : `≤ ${atMost}`);

/** Collects ratios, figures and counters of one run and writes them as Markdown. */
export function createReport() {
  const ratios = [];
  const figures = [];
  const counters = [];
  const notes = [];
  return {
    /** Ratios of candidate to reference, one for each round. Without a target it stands beside, for information. */
    ratio(bench, what, values, target = null) {
      ratios.push({ bench, what, target, ...spread(values) });
      console.error(`  ${bench} ${what}: ${values.map(number).join(' ')}`);
    },
    /** Absolute figures, as context. */
    figures(bench, measured, unit = {}) {
      for (const [contender, each] of Object.entries(measured))
        for (const [figure, values] of Object.entries(each))
          figures.push({ bench, contender, figure, unit: unit[figure] ?? '', median: median(values) });
    },
    /** What is the same in every run. */
    counter: (bench, what, value) => counters.push({ bench, what, value }),
    note: (text) => notes.push(text),
    missed: () => ratios.filter((each) => each.target && !meets(each, each.target)),
    markdown() {
      const lines = ['| # | Ratio | Median | Quartiles | Target | |', '|---|---|---|---|---|---|'];
      for (const each of ratios) {
        const verdict = each.target ? (meets(each, each.target) ? 'pass' : '**miss**') : '–';
        const target = each.target ? targetText(each.target) : 'beside';
        lines.push(
          `| ${each.bench} | ${each.what} | ${number(each.median)} | ${number(each.lower)}–${number(each.upper)} | ${target} | ${verdict} |`,
        );
      }
      lines.push('', '| # | Counter | |', '|---|---|---|');
      for (const { bench, what, value } of counters)
        lines.push(`| ${bench} | ${what} | ${typeof value === 'number' ? number(value) : value} |`);
      lines.push('', '| # | Absolute figure (context only) | Median |', '|---|---|---|');
      for (const { bench, contender, figure, unit, median: middle } of figures)
        lines.push(`| ${bench} | ${contender}: ${figure} | ${number(middle)}${unit} |`);
      if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`));
      return lines.join('\n');
    },
  };
}
