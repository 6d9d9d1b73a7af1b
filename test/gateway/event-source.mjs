// A client of the live stream as others use it, in a process of its own: prints each event as a line of JSON.
// Usage: node event-source.mjs <url> [headers as JSON]
import { EventSource } from 'eventsource';

const [url, headers = '{}'] = process.argv.slice(2);
const given = JSON.parse(headers);
const source = new EventSource(url, {
  fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...given } }),
});
for (const type of ['message', 'caught-up', 'cut-off'])
  source.addEventListener(type, ({ lastEventId, data }) =>
    console.log(JSON.stringify({ type, id: lastEventId, data: JSON.parse(data) })),
  );
