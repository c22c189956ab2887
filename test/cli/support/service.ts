import { createSimulator, type SimulatedServer, type Simulator } from 'alicloud-vpn-monitor/testing';

/** A simulated account that listens, and what a command is given to reach it. */
export interface Served extends AsyncDisposable {
  readonly cloud: Simulator;
  readonly server: SimulatedServer;
  /** The options that name it. */
  readonly options: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An account with a dual-tunnel and a single-tunnel connection, in real time unless `now` is given. */
export async function serve(options: Partial<Parameters<typeof createSimulator>[0]> = {}): Promise<Served> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [
      { id: 'vpn-one', name: 'one' },
      { id: 'vpn-empty', name: 'empty' },
    ],
    connections: [
      { id: 'vco-dual', name: 'Dual', gatewayId: 'vpn-one', bgp: true, tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] },
      { id: 'vco-single', name: 'Single', gatewayId: 'vpn-one', mode: 'single', healthCheck: true },
    ],
    ...options,
  });
  const server = await cloud.listen();
  const { accessKeyId, accessKeySecret } = server.credentials;
  return {
    cloud,
    server,
    options: `--region cn-hangzhou --endpoint ${server.endpoint.cms} --http`,
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
