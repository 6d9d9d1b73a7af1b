/** The value of `(99 + 207) − 29 − 40`, by nothing but its signs: parentheses only ever hold sums. */
export function calculate(expression: string): number {
  let depthSign = 1;
  let total = 0;
  let sign = 1;
  for (const token of expression.match(/\(|\)|\+|−|[\d,]+/g) ?? []) {
    if (token === '(') [depthSign, sign] = [sign, 1];
    else if (token === ')') depthSign = 1;
    else if (token === '+' || token === '−') sign = token === '+' ? 1 : -1;
    else total += depthSign * sign * Number(token.replaceAll(',', ''));
  }
  return total;
}
