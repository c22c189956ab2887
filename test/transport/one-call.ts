// Run as a process of its own: one call to the host given, then nothing more to do.
import { createCaller, credentialProvider, httpsTransport } from '../../src/transport/index.ts';

const [host = '', abortAfterMs] = process.argv.slice(2);
const caller = createCaller({
  transport: httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: credentialProvider({ accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'sts-token' }),
    endpoint: { cms: host, protocol: 'http' },
  }),
  attemptTimeoutMs: 20_000,
});
const signal = abortAfterMs === undefined ? undefined : AbortSignal.timeout(Number(abortAfterMs));
const result = await caller.call({ product: 'cms', action: 'DescribeMetricList', params: {} }, { signal }).then(
  () => 'answered',
  () => 'failed',
);
const doneAt = performance.now();
process.on('exit', () => process.stdout.write(JSON.stringify({ result, lingeredMs: performance.now() - doneAt })));
