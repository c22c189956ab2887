import { both, byCode, byWords, type FailureFacts, type FailureRule, final, passing } from './failure-facts.ts';

const UNTRUSTED =
  'Not a certificate this machine trusts: where a proxy or a private endpoint brings its own, name its CA in NODE_EXTRA_CA_CERTS or give an `agent` with `ca`; else check `endpoint`.';
const CERTIFICATE_TIME =
  "Check this machine's clock, and whether the certificate of the endpoint, or of a proxy on the way, is being renewed.";
const UNLOADABLE =
  "A package cannot be loaded: install it. A bundle must leave it external, or define `require` (esbuild: a banner with createRequire from node:module); with Yarn Plug'n'Play name it in the application's own dependencies or in packageExtensions.";
const NOT_TLS = 'The port does not speak TLS: check endpoint.protocol and the port.';
const UNSENDABLE = 'Check `endpoint`, `agent`, `proxy` and `userAgent`: no request can be made of them.';

const UNTRUSTED_CODES =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY|UNABLE_TO_DECRYPT_CERT_SIGNATURE|CERT_(SIGNATURE_FAILURE|CHAIN_TOO_LONG|REVOKED|UNTRUSTED|REJECTED)|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_(INVALID|FORMAT))$/;
const UNTRUSTED_WORDS =
  /self[- ]signed certificate|unable to (verify the first certificate|get (local )?issuer certificate)|certificate's altnames|UnknownIssuer/i;
const NOT_TLS_CODES = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/;
const NOT_TLS_WORDS = /wrong version number|packet length too long/i;
const UNLOADABLE_CODES =
  /^((ERR_)?MODULE_NOT_FOUND|ERR_REQUIRE_(ESM|ASYNC_MODULE)|ERR_PACKAGE_(PATH_NOT_EXPORTED|IMPORT_NOT_DEFINED)|ERR_UNSUPPORTED_(DIR_IMPORT|ESM_URL_SCHEME)|ERR_INVALID_(MODULE_SPECIFIER|PACKAGE_CONFIG|PACKAGE_TARGET)|ERR_UNKNOWN_(BUILTIN_MODULE|FILE_EXTENSION|MODULE_FORMAT)|ERR_DLOPEN_FAILED|ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING)$/;
const UNLOADABLE_WORDS =
  /dynamic require of |cannot find (module|package)|require is not defined|require\(\) of es module|failed to (resolve module specifier|load external module)/i;

const isUnanswered = ({ status }: FailureFacts): boolean => status === undefined;
const isTimeout = ({ name }: FailureFacts): boolean => /Time(d)?out(Error)?$/.test(name ?? '');

/** Whether what answered does not speak TLS. */
export function speaksNoTls(facts: FailureFacts): boolean {
  return byCode(NOT_TLS_CODES)(facts) || (isUnanswered(facts) && byWords(NOT_TLS_WORDS)(facts));
}

/** How a call fails on its way, as Node, OpenSSL, zlib and undici name it; the first rule that fits. */
export const localRules = /* @__PURE__ */ ((): readonly FailureRule[] => [
  final('config', byCode(UNLOADABLE_CODES), UNLOADABLE),
  final('config', both(isUnanswered, byWords(UNLOADABLE_WORDS)), UNLOADABLE),
  final('config', byCode(UNTRUSTED_CODES), UNTRUSTED),
  final('config', both(isUnanswered, byWords(UNTRUSTED_WORDS)), UNTRUSTED),
  passing('network', speaksNoTls, NOT_TLS),
  // Of the request we made, never of what came back.
  final('config', byCode(/^ERR_(INVALID_(PROTOCOL|URL|CHAR|HTTP_TOKEN)|UNESCAPED_CHARACTERS)$/), UNSENDABLE),
  // Certificates are renewed, and clocks are set.
  passing('network', byCode(/^(CERT_|CRL_|UNABLE_TO_GET_CRL|ERROR_IN_C)/), CERTIFICATE_TIME),
  passing('timeout', byCode(/TIMEDOUT$|_TIMEOUT$/)),
  passing('timeout', isTimeout),
  passing(
    'protocol',
    byCode(/^(HPE_|Z_|ZSTD_|ERR_BROTLI|ERR__ERROR|ERR_HTTP_|ERR_BUFFER_TOO_LARGE|ERR_ENCODING|UND_ERR_(HEADERS_OVERFLOW|RES_|RESPONSE))/),
  ),
  passing('protocol', ({ name }) => name === 'SyntaxError'),
  passing('network', both(isUnanswered, byWords(/socket hang up/i))),
])();
