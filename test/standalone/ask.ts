import { expect } from '@jest/globals';

/** Whatever a list or an item holds; tests look only at what they name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** The answer's body; anything but 200 fails with what was answered. */
export async function ask(url: string, path: string): Promise<Loose> {
  const answer = await fetch(`${url}${path}`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

export async function askGraphQL(url: string, query: string, variables: object = {}): Promise<Loose> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const body = await answer.json();
  expect(body.errors).toBeUndefined();
  return body.data;
}

/** Sends a command; the status and the body as answered. */
export async function send(
  { url, token }: { readonly url: string; readonly token: string },
  name: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Loose }> {
  const answer = await fetch(`${url}/v1/commands/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Every event of the log, in order. */
export async function wholeLog(url: string): Promise<Loose[]> {
  const events: Loose[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const page: Loose = await ask(url, `/v1/events?after=${after}&limit=200`);
    events.push(...page.data);
    after = page.page.next;
  }
  return events;
}
