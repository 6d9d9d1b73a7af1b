import { expect } from '@jest/globals';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are checked against their schemas in openapi.e2e.ts
export type Answer = any;

export type Headers = Readonly<Record<string, string>>;

/** Asks a register over HTTP. `url` is asked for with each request, since tests start their register late. */
export function clientOf(url: () => string) {
  async function get(path: string, headers: Headers = {}) {
    const response = await fetch(url() + path, { headers });
    const text = await response.text();
    const body: Answer = text === '' ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, body };
  }

  /** The answer, which must be a success. */
  async function ok(path: string, headers: Headers = {}): Promise<Answer> {
    const { status, body } = await get(path, headers);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  }

  /** The first error of a refusal. */
  async function refused(path: string): Promise<{ status: number; rule: string; pointer: string }> {
    const { status, body } = await get(path);
    return { status, rule: body.errors[0].rule, pointer: body.errors[0].pointer };
  }

  async function ask(query: string, variables: object = {}, headers: Headers = {}) {
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Answer; errors: Answer };
    return { status: response.status, data, errors };
  }

  /** The data of a GraphQL request, which must have no errors. */
  async function graphql(query: string, variables: object = {}, headers: Headers = {}): Promise<Answer> {
    const { data, errors } = await ask(query, variables, headers);
    expect(errors).toBeUndefined();
    return data;
  }

  return { get, ok, refused, ask, graphql };
}
