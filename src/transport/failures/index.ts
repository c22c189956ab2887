export { classify, type Classification } from './classify.ts';
export { speaksNoTls } from './local-failures.ts';
export { neverSent, serviceError, toVpnMonitorError, type Failure } from './vendor-error.ts';
