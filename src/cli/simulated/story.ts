import type { FailureHandle, Simulator } from 'alicloud-vpn-monitor/testing';
import { START } from './fleet.ts';

/** Something that happens to the account. */
export interface Scene {
  /** When it happens, in whole minutes after the start. */
  readonly minute: number;
  /** What happens, for the reader of the demo. The watch does not get it. */
  readonly note: string;
  act(cloud: Simulator): void;
}

/** How long the story takes, in minutes. */
export const MINUTES = 30;

/** Half an hour of outages. */
export function story(): readonly Scene[] {
  return [tunnelFlaps(), activeTunnelFails(), bgpSessionLost(), ...cloudMonitorFails(), healthCheckFails(), bothTunnelsFail()];
}

function tunnelFlaps(): Scene {
  return {
    minute: 2,
    note: 'tun-lima-2 flaps: twice down for 40 seconds.',
    act: (cloud) => cloud.tunnel('tun-lima-2').flap({ at: at(2, 11), every: '40s', times: 2 }),
  };
}

function activeTunnelFails(): Scene {
  return {
    minute: 6,
    note: 'Berlin’s active tunnel fails in phase 1 for four minutes.',
    act: (cloud) =>
      cloud
        .tunnel('tun-berlin-1')
        .down({ at: at(6, 17), phase: 'phase1' })
        .up({ at: at(10, 29) }),
  };
}

function bgpSessionLost(): Scene {
  return {
    minute: 12,
    note: 'tun-osaka-1 loses its BGP session; IPsec stays.',
    act: (cloud) =>
      cloud
        .tunnel('tun-osaka-1')
        .bgpDown({ at: at(12, 8) })
        .bgpUp({ at: at(14, 44) }),
  };
}

function cloudMonitorFails(): readonly Scene[] {
  const failures: FailureHandle[] = [];
  return [
    {
      minute: 16,
      note: 'Cloud Monitor answers 503 to everything. No tunnel changes.',
      act: (cloud) => {
        for (const action of ['DescribeMetricLast', 'DescribeMetricList', 'DescribeSystemEventAttribute'])
          failures.push(cloud.fail({ action, status: 503, times: Infinity }));
      },
    },
    {
      minute: 20,
      note: 'Cloud Monitor is back.',
      act: () => {
        for (const failure of failures) failure.stop();
      },
    },
  ];
}

function healthCheckFails(): Scene {
  return {
    minute: 21,
    note: 'Porto’s health check fails; then phase 2 of its connection.',
    act: (cloud) =>
      cloud
        .connection('vco-porto')
        .healthFailed({ at: at(21, 5) })
        .down({ at: at(22, 40), phase: 'phase2' })
        .up({ at: at(24, 12) })
        .healthOk({ at: at(24, 31) }),
  };
}

function bothTunnelsFail(): Scene {
  return {
    minute: 26,
    note: 'Lima loses both tunnels for a minute.',
    act: (cloud) =>
      cloud
        .connection('vco-lima')
        .down({ at: at(26, 26) })
        .up({ at: at(27, 35) }),
  };
}

function at(minute: number, second: number): number {
  return START + minute * 60_000 + second * 1000;
}
