import kafkajs from 'kafkajs';

interface Coordinator {
  leaveGroup(member: { groupId: string; memberId: string }): Promise<unknown>;
}
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findGroupCoordinator(group: { groupId: string }): Promise<Coordinator>;
}

/** Takes all members out of the projectors' group, as their session time-out would some seconds later: for those that were killed. */
export async function expel(brokers: readonly string[], prefix: string): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
  const groupId = `${prefix}corrigenda-projector`;
  const admin = kafka.admin();
  const cluster = clusterOf(kafka);
  await Promise.all([admin.connect(), cluster.connect()]);
  const { groups } = await admin.describeGroups([groupId]);
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  for (const { memberId } of groups.flatMap(({ members }) => members))
    await coordinator.leaveGroup({ groupId, memberId });
  await Promise.all([admin.disconnect(), cluster.disconnect()]);
}

/** kafkajs's admin has no request for it. */
function clusterOf(kafka: kafkajs.Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((each) => each.description === 'private:Kafka:createCluster');
  const create = symbol === undefined ? undefined : (Reflect.get(kafka, symbol) as (options: object) => Cluster);
  if (create === undefined) throw new Error('this version of kafkajs keeps its cluster elsewhere');
  return create({ allowAutoTopicCreation: false });
}
