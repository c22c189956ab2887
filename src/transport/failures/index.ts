export { type Classification, classify } from './classify.ts';
export { speaksNoTls } from './local-failures.ts';
export { type Failure, neverSent, serviceError, toVpnMonitorError } from './vendor-error.ts';
