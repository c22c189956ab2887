import { createServer, get } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { classify } from '../../src/transport/failures/classify.ts';
import { neverSent, toVpnMonitorError } from '../../src/transport/failures/vendor-error.ts';

const coded = (code: string, message = 'words', more: object = {}): Error => Object.assign(new Error(message), { code, ...more });
const read = (error: unknown) => toVpnMonitorError(error, 'DescribeMetricList');

const PASSING_ON_THE_WAY: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  network: [
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EAI_NODATA',
    'EAI_MEMORY',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'ENETRESET',
    'EHOSTDOWN',
    'EADDRNOTAVAIL',
    'EADDRINUSE',
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENOMEM',
    'EPROTO',
    'EPERM',
    'EACCES',
    'EIO',
    'EINTR',
    'EBUSY',
    'ECANCELED',
    'ENOTCONN',
    'ESERVFAIL',
    'EREFUSED',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_STREAM_DESTROYED',
    'ERR_SOCKET_CLOSED',
    'ERR_SOCKET_CONNECTION_TIMEOUT_X',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_HTTP2_STREAM_ERROR',
    'ERR_HTTP2_GOAWAY_SESSION',
    'ERR_NETWORK',
    'ERR_BAD_REQUEST',
    'UND_ERR_SOCKET',
    'UND_ERR_CLOSED',
    'UND_ERR_DESTROYED',
    'UND_ERR_ABORTED',
    'CERT_NOT_YET_VALID',
    'CERT_HAS_EXPIRED',
    'CRL_HAS_EXPIRED',
    'CRL_NOT_YET_VALID',
    'UNABLE_TO_GET_CRL',
    'OUT_OF_MEM',
    'ESOMETHINGNEW',
    'ERR_UNHEARD_OF',
    'ABORT_ERR',
  ],
  timeout: [
    'ETIMEDOUT',
    'ESOCKETTIMEDOUT',
    'EAI_TIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
    'ERR_SOCKET_CONNECTION_TIMEOUT',
  ],
  protocol: [
    'HPE_INVALID_CONSTANT',
    'HPE_INVALID_HEADER_TOKEN',
    'HPE_HEADER_OVERFLOW',
    'HPE_INVALID_CHUNK_SIZE',
    'HPE_SOMETHING_NEW',
    'Z_DATA_ERROR',
    'Z_BUF_ERROR',
    'ZSTD_error_corruption_detected',
    'ERR_BUFFER_TOO_LARGE',
    'ERR__ERROR_FORMAT_PADDING_1',
    'ERR_ENCODING_INVALID_ENCODED_DATA',
    'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  ],
};

test.each(Object.entries(PASSING_ON_THE_WAY).flatMap(([expected, codes]) => codes.map((code) => [code, expected] as const)))(
  '%s on the way is %s and may pass',
  (code, expected) => {
    const error = read(coded(code));
    expect(error).toMatchObject({ code: expected, retryable: true });
    expect(error.vendorCode).toBeUndefined();
  },
);

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_UNTRUSTED',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
])('%s is final, and the message says where a CA is named', (code) => {
  const error = read(coded(code));
  expect(error).toMatchObject({ code: 'config', retryable: false });
  expect(error.message).toMatch(/NODE_EXTRA_CA_CERTS.*`agent`/);
  expect(error.message).not.toContain('Something other than the service');
});

test('a certificate that is not trusted is recognised by its words alone, and inside a failed fetch', () => {
  for (const error of [
    new Error('self-signed certificate'),
    new Error('unable to verify the first certificate'),
    Object.assign(new TypeError('fetch failed'), { cause: coded('SELF_SIGNED_CERT_IN_CHAIN') }),
  ]) {
    expect(read(error)).toMatchObject({ code: 'config', retryable: false });
  }
});

test('a certificate that will be renewed, or a clock that will be set, may pass, and the message says so', () => {
  expect(read(coded('CERT_HAS_EXPIRED')).message).toContain("Check this machine's clock, and whether the certificate");
});

test.each<[string, Error]>([
  ['node', coded('ERR_MODULE_NOT_FOUND', "Cannot find package '@alicloud/openapi-client' imported from /app/index.js")],
  ['CommonJS', coded('MODULE_NOT_FOUND', "Cannot find module '@alicloud/openapi-client'")],
  [
    "Yarn Plug'n'Play",
    coded('MODULE_NOT_FOUND', 'Your application tried to access @alicloud/credentials, but it is not declared', {
      pnpCode: 'UNDECLARED_DEPENDENCY',
    }),
  ],
  ['require of ESM', coded('ERR_REQUIRE_ESM')],
  ['a bundle', new Error('Dynamic require of "https" is not supported')],
  ['a bundle of CommonJS', new ReferenceError('require is not defined in ES module scope')],
])('a module that %s cannot load is a matter of configuration', (_what, error) => {
  const failure = read(error);
  expect(failure).toMatchObject({ code: 'config', retryable: false });
  expect(failure.message).toMatch(/bundle.*Plug'n'Play/);
});

const REFUSALS: Readonly<Partial<Record<`${ErrorCode} ${'final' | 'passing'}`, readonly string[]>>> = {
  'throttled passing': [
    'Throttling',
    'Throttling.User',
    'Throttling.user',
    'Throttling.Api',
    'Throttling.ConcurrentLimitExceeded',
    'Rejected.Throttling',
    'ExceedingQuota',
    'TooManyRequests',
    'RequestLimitExceeded',
  ],
  'server passing': [
    'SystemBusy',
    'ServiceBusy',
    'UnknownError',
    'InternalServerError',
    'InternalError',
    'InternalFailure',
    'ServiceUnavailable',
    'ServiceUnavailable.Foo',
    'VpnGateway.Configuring',
    'VpnConnection.Configuring',
    'Appliance.Configuring',
    'TaskConflict',
    'VpnTask.CONFLICT',
    'IncorrectStatus',
    'IncorrectVpnStatus',
    'InvalidStatus',
    'InvalidNextToken',
    'OperationFailed.LastTokenProcessing',
    'BadGateway',
    'NeverHeardOf',
  ],
  'timeout passing': ['RequestTimeout', 'Client.Timeout', 'GatewayTimeout', 'ServiceTimeout', 'Timeout'],
  'auth final': [
    'InvalidAccessKeyId.NotFound',
    'InvalidAccessKeyId.Inactive',
    'SignatureDoesNotMatch',
    'InvalidSecurityToken.Expired',
    'InvalidSecurityToken.Malformed',
    'MissingSecurityToken',
    'IncompleteSignature',
    'Forbidden.AccessKeyDisabled',
  ],
  'auth passing': ['SignatureNonceUsed', 'InvalidTimeStamp.Expired', 'InvalidTimeStamp.Format'],
  'forbidden final': [
    'Forbidden',
    'Forbidden.RAM',
    'Forbbiden.SubUser',
    'NoPermission',
    'InvalidAuthorization',
    'AccessForbidden',
    'AccessDenied',
    'Unauthorized',
    'User.NoPermission',
    'User.NotAuthorized',
  ],
  'not-found final': [
    'InvalidVpnGatewayInstanceId.NotFound',
    'ResourceNotFound',
    'INSTANCE_NOT_EXISTS',
    'EntityNotExist.Group',
    'NoSuchResource',
    'InstanceNotExist',
  ],
  'invalid-request final': [
    'MissingParameter',
    'MissingAction',
    'MissingVpnGatewayId',
    'InvalidVpnGatewayId.Malformed',
    'InvalidParameter',
    'InvalidParameter.Period',
    'InvalidParameterValue',
    'InvalidParamter',
    'ParameterInvalid',
    'ParameterMissing',
    'IllegalParam',
    'IllegalParam.PageSize',
    'IllegalParameter',
    'InvalidAction.NotFound',
    'InvalidApi.NotFound',
    'InvalidVersion',
    'UnsupportedOperation',
    'UnsupportedHTTPMethod',
    'InvalidDimensions',
    'InvalidParameter.Timeout',
    'ResourceAlreadyExist',
    'ResourceAlreadyExist.FlowLog',
    'FlowLog.AlreadyExists',
    'InstanceAlreadyExists.Conflict',
    'ALREADY_EXISTS',
  ],
};

test.each(Object.entries(REFUSALS).flatMap(([expected, codes]) => codes.map((code) => [code, ...expected.split(' ')] as const)))(
  'HTTP 400 %s is %s, %s',
  (code, expected, kind) => {
    expect(read(coded(code, 'words', { statusCode: 400, data: { Code: code, RequestId: 'R' } }))).toMatchObject({
      code: expected,
      retryable: kind === 'passing',
      vendorCode: code,
      requestId: 'R',
    });
  },
);

test.each([403, 404])('what may pass does so under HTTP %s too', (status) => {
  expect(read(coded('SystemBusy', 'words', { statusCode: status }))).toMatchObject({ code: 'server', retryable: true });
});

test('an unknown refusal is no failure of a proxy, and says what to look at where it stays', () => {
  expect(read(coded('NeverHeardOf', 'words', { statusCode: 400 })).message).toBe(
    'DescribeMetricList failed: NeverHeardOf: words (HTTP 400). No code of the service that is known here; a later try may succeed. Where it stays, check the values of this call against the message.',
  );
});

test('whatever is thrown and not known to be final may pass, a bug of a transport too', () => {
  for (const thrown of [
    new Error('odd'),
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    'text',
    undefined,
    null,
    7,
    { code: 7 },
    new DOMException('gone', 'AbortError'),
  ]) {
    expect(read(thrown)).toMatchObject({ code: 'network', retryable: true });
  }
  expect(read(new DOMException('late', 'TimeoutError'))).toMatchObject({ code: 'timeout', retryable: true });
});

test('no status alone is final, whatever it is', () => {
  fc.assert(fc.property(fc.integer({ min: -1, max: 1_000 }), (status) => classify({ status }).retryable));
});

test('an aggregate is judged by what is inside: final only where every attempt was', () => {
  const refused = coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:443', { syscall: 'connect' });
  const untrusted = coded('SELF_SIGNED_CERT_IN_CHAIN');
  // As node makes it of its attempts at several addresses.
  const attempts = Object.assign(
    new AggregateError([refused, coded('ETIMEDOUT', 'connect ETIMEDOUT 1.2.3.4:443', { syscall: 'connect' })]),
    { code: 'ECONNREFUSED' },
  );
  expect(read(attempts)).toMatchObject({
    code: 'network',
    retryable: true,
    message: expect.stringContaining('connect ECONNREFUSED ::1:443') as string,
  });
  expect(neverSent(read(attempts))).toBe(true);
  expect(neverSent(read(new AggregateError([refused, coded('ECONNRESET')])))).toBe(false);
  expect(neverSent(read(Object.assign(new TypeError('fetch failed'), { cause: attempts })))).toBe(true);
  expect(read(new AggregateError([untrusted, refused]))).toMatchObject({ code: 'network', retryable: true });
  expect(read(new AggregateError([untrusted, untrusted]))).toMatchObject({ code: 'config', retryable: false });
  expect(read(new AggregateError([]))).toMatchObject({ code: 'network', retryable: true });
});

test('what node makes of a host with two addresses that both refuse may pass, and nothing was sent', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup: LookupFunction = (_host, _options, done) => {
    done(null, addresses);
  };
  const bothTried = { host: 'two.addresses.invalid', port, agent: false, lookup, autoSelectFamily: true };
  const thrown = await new Promise<unknown>((resolve) => {
    get(bothTried).on('error', resolve);
  });
  expect(thrown).toBeInstanceOf(AggregateError);
  const error = read(thrown);
  expect(error).toMatchObject({ code: 'network', retryable: true, message: expect.stringContaining('ECONNREFUSED') as string });
  expect(neverSent(error)).toBe(true);
});

test('errors that wrap each other in a circle are read to an end', () => {
  const circle = new AggregateError([], 'round');
  circle.errors.push(circle);
  const outer = Object.assign(new Error('outer'), { cause: circle });
  Object.assign(circle, { cause: outer });
  expect(read(outer)).toMatchObject({ code: 'network', retryable: true });
});

test.each<[string, object]>([
  ['the text of an answer', { statusCode: 400, data: '\uFEFF{"Code":"Throttling.User"}' }],
  ['the response of an HTTP client', { code: 'ERR_BAD_REQUEST', response: { status: 400, data: { Code: 'Throttling.User' } } }],
  ['the body of a response', { response: { statusCode: 400, body: '{"Code":"Throttling.User"}' } }],
])('the service is heard in %s', (_what, fields) => {
  expect(read(Object.assign(new Error('Request failed with status code 400'), fields))).toMatchObject({
    code: 'throttled',
    vendorCode: 'Throttling.User',
    status: 400,
  });
});

test('a write is made again only where no connection stood', () => {
  const sent = (code: string, syscall?: string): boolean => neverSent(read(coded(code, 'x', { syscall })));
  expect(['connect', 'getaddrinfo'].map((syscall) => sent('ENETDOWN', syscall))).toEqual([true, true]);
  expect([
    sent('ETIMEDOUT', 'connect'),
    sent('EADDRNOTAVAIL'),
    sent('ENETDOWN', 'write'),
    sent('ETIMEDOUT', 'read'),
    sent('EPROTO'),
  ]).toEqual([true, true, false, false, false]);
});
