import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { type OwnBroker, ownBroker } from '../support/kafka.ts';
import { countingMetrics, createRelayScene, type RelayScene, repeatsIn } from '../support/relay-scene.ts';

describe('a relay whose broker goes away', () => {
  let own: OwnBroker;
  let scene: RelayScene;
  beforeAll(async () => {
    own = await ownBroker();
    scene = await createRelayScene(own.brokers);
  });
  afterAll(async () => {
    await scene.close();
    await own.remove();
  });

  it('and comes back, in order or not, publishes on by itself: nothing is lost, and what comes again is the same', async () => {
    const { counts, metrics } = countingMetrics();
    const relay = await scene.start({ batchSize: 10, metrics });
    let writing = true;
    const written = (async () => {
      while (writing) {
        await scene.write(20);
        await pause(20);
      }
    })();
    const states = new Set<string>();
    for (const down of ['kill', 'stop', 'kill'] as const) {
      await pause(300);
      await own[down]();
      while (relay.state() === 'active') await pause(10);
      states.add(relay.state());
      await own.start();
      while (relay.state() !== 'active') await pause(10);
    }
    writing = false;
    await written;
    const { incarnation } = await scene.untilPublished();
    const repeats = repeatsIn(await scene.messages(), await scene.events(), incarnation);
    expect(states).toEqual(new Set(['waiting']));
    expect(counts.failed).toBeGreaterThanOrEqual(3);
    expect(counts).toMatchObject({ begun: 0, gaps: 0 });
    // At most the batch in hand at each outage, and at each attempt to send it again.
    expect(repeats).toBeLessThanOrEqual(10 * counts.failed);
  });

  it('for good is waited for until it is told to stop, and then stops', async () => {
    await own.kill();
    await scene.write(20);
    const relay = await scene.start();
    expect(relay.state()).toBe('waiting');
    await relay.stop();
    expect(relay.state()).toBe('stopped');
    await own.start();
  });
});
