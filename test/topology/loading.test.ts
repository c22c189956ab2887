import { expect, test, vi } from 'vitest';
import { answering, gatewayRows, pageOf, topologyOn } from './support.ts';

const loads = vi.hoisted(() => ({ count: 0 }));
vi.mock(import('zod/mini'), async (original) => {
  loads.count += 1;
  return original();
});

test('the schema library is loaded by the first reading, not before', async () => {
  const { topology } = topologyOn(answering((request) => pageOf(request, gatewayRows(1))));
  const list = topology.gateways();
  expect(loads.count).toBe(0);
  await list.toArray();
  expect(loads.count).toBe(1);
});
