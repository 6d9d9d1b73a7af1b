// Asks the app of this container whether it is ready: exit code 0 or 1. The slim image has no curl.
const port = process.env.AFA_PORT ?? '4000';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) });
  if (!answer.ok) console.error(await answer.text());
  process.exit(answer.ok ? 0 : 1);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
