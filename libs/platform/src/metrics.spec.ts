import { describe, expect, it } from '@jest/globals';

import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('counts requests by route pattern, apart from any other registry', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.observeRequest('GET', '/v1/swaps/:id', 200, 0.004);
    expect(await one.text()).toContain(
      'afa_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/v1/swaps/:id",status="200"} 1',
    );
    expect(await other.text()).not.toContain('/v1/swaps/:id');
    expect(one.contentType).toContain('text/plain');
  });
});
