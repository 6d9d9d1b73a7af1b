import type { StandaloneConfiguration } from '#libs/platform';
import { relative } from 'node:path';

/** What a person at the terminal can do next. The token is not shown: terminals are logged. */
export function banner(
  url: string,
  { dataDirectory, databaseUrl }: StandaloneConfiguration,
  tokenCreated: boolean,
): string {
  const data = databaseUrl ? 'the database of DATABASE_URL' : relative(process.cwd(), dataDirectory) || dataDirectory;
  return `
  All for All is ready. Its data are in ${data}.

    swaps        ${url}/v1/swaps
    GraphQL      ${url}/graphql
    live events  ${url}/v1/events/stream
    API          ${url}/openapi.json

    Who was exchanged on 27 December 2017?
      curl ${url}/v1/swaps
    ${tokenCreated ? 'A token for writing was made; `npx afa token` shows it.' : '`npx afa token` shows the token for writing.'}

  Personal fields are marked but not yet encrypted: keep the data directory safe, and enter no confidential source.

`;
}
