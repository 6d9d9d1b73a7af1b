import { GossipService, gossipPb, ServerFeaturesService, serverFeaturesPb, StreamsService, textUuid } from './wire.mjs';

const { FOLLOWER, LEADER } = gossipPb.MemberInfo.VNodeState;

export function getSupportedMethods(server) {
  return async (call, callback) => {
    const refused = await server.enter('features', call);
    if (refused) return callback(refused);
    const supported = new serverFeaturesPb.SupportedMethods();
    supported.setEventStoreServerVersion('25.0.0');
    const paths = [StreamsService, ServerFeaturesService, GossipService].flatMap((service) => Object.values(service));
    for (const { path } of paths) {
      const [, service, name] = path.split('/');
      const method = new serverFeaturesPb.SupportedMethod();
      method.setServiceName(service.toLowerCase());
      method.setMethodName(name.toLowerCase());
      supported.addMethods(method);
    }
    callback(null, supported);
  };
}

/** The members as the nodes tell them each other: one leader, all alive. */
export function gossip(server) {
  return async (call, callback) => {
    const refused = await server.enter('gossip', call);
    if (refused) return callback(refused);
    const info = new gossipPb.ClusterInfo();
    for (const node of server.cluster.nodes) {
      const member = new gossipPb.MemberInfo();
      const endPoint = new gossipPb.EndPoint();
      endPoint.setAddress('127.0.0.1');
      endPoint.setPort(node.port);
      member.setInstanceId(textUuid(node.id));
      member.setTimeStamp(String(Date.now()));
      member.setState(node === server.cluster.leader ? LEADER : FOLLOWER);
      member.setIsAlive(true);
      member.setHttpEndPoint(endPoint);
      info.addMembers(member);
    }
    callback(null, info);
  };
}
