/** What is asked for where nothing of the kind is known, since the answer shows whether it may be: most likely nothing has such a name. */
export const PROBE_NAME = 'alicloud-vpn-monitor-preflight';
