import Fastify from 'fastify';
import { loaders, openPool, resolvers } from './bare-detentions.mjs';
import { serveParent } from './child.mjs';

// The same nested list without GraphQL: the same statements, the answer put together by hand.
const { readerUrl } = JSON.parse(process.argv[2]);
const pool = openPool(readerUrl);
const server = Fastify();
const { Query, Detention, Report, Claim, PersonName } = resolvers;

async function report(each, context) {
  const [holder, claim, characterisation] = await Promise.all([
    Report.holder(each, {}, context),
    Report.claim(each, {}, context),
    Report.characterisation(each, {}, context),
  ]);
  const source = await Claim.source(claim, {}, context);
  const { since } = each;
  return {
    holder: holder && { id: holder.id, names: holder.names.map(({ form }) => ({ form })) },
    since: since && { asWritten: since.asWritten, edtf: since.edtf, earliest: since.earliest, latest: since.latest },
    characterisation,
    claim: {
      id: claim.id,
      status: claim.status,
      recordedAt: claim.recordedAt,
      source: source && { id: source.id, title: source.title },
    },
  };
}

async function person(detention, context) {
  const found = await Detention.person(detention, {}, context);
  return (
    found && {
      id: found.id,
      names: await Promise.all(found.names.map(async (name) => ({ form: await PersonName.form(name, {}, context) }))),
    }
  );
}

server.get('/detentions', async (request) => {
  const context = loaders(pool);
  const { nodes, pageInfo } = await Query.detentions(null, { first: 20, after: request.query.after }, context);
  const detentions = nodes.map(async (detention) => {
    const [who, reports] = await Promise.all([
      person(detention, context),
      Promise.all(detention.reports.map((each) => report(each, context))),
    ]);
    return { id: detention.id, person: who, reports };
  });
  return { data: { detentions: { nodes: await Promise.all(detentions), pageInfo } } };
});
serveParent({ url: await server.listen({ port: 0, host: '127.0.0.1' }) });
