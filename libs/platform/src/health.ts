/** Resolves if the part works; rejects with the reason if not. */
export type HealthCheck = () => Promise<void>;

export interface HealthReport {
  readonly status: 'ok' | 'failing';
  readonly checks: Readonly<Record<string, 'ok' | 'failing' | 'timeout'>>;
}

async function outcome(check: HealthCheck, milliseconds: number): Promise<'ok' | 'failing' | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), milliseconds);
  });
  try {
    return await Promise.race([late, check().then(() => 'ok' as const)]);
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs all checks at once, each for at most `milliseconds`. Reasons are not told: anybody may ask.
 * Readiness asks with the parts that serving needs; liveness asks with none, for a database that is away is no reason to be killed.
 */
export async function checkHealth(
  checks: Readonly<Record<string, HealthCheck>> = {},
  milliseconds = 2000,
): Promise<HealthReport> {
  const names = Object.keys(checks);
  const outcomes = await Promise.all(Object.values(checks).map((check) => outcome(check, milliseconds)));
  const report = Object.fromEntries(
    names.map((name, index) => [name, outcomes[index] ?? 'failing']),
  ) as HealthReport['checks'];
  return { status: outcomes.every((result) => result === 'ok') ? 'ok' : 'failing', checks: report };
}
