import { LOG_PHRASES } from '../../../internal/log-phrases.ts';
import { isRecord, text } from '../../../internal/records.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import { chosen } from './containers.ts';
import { type Field, textField } from './field.ts';
import { logLine, phrasesIn } from './log-line.ts';
import { id, time, word } from './values.ts';

/** Names of algorithms, groups, versions and modes, and numbers such as lifetimes. */
const SETTING =
  /^(?:aes(?:[-_]?\d{3})?(?:[-_](?:cbc|gcm))?|3?des|hmac|(?:sha|md|group|modp|dh)[-_]?\d{0,4}|ikev?[12]|main|aggressive|esp|ah|tunnel|transport|enabled?|disabled?|true|false|on|off|none|null|\d{1,7})$/i;
const OF_KEYS = /psk|pre[-_ ]?shared|shared|secret|key|passphrase|password/i;

const settingBut = (number: RegExp): Field =>
  textField((said, { pseudonyms }) =>
    said.replace(/[^\s,;|/]+/g, (one) => (SETTING.test(one) && !number.test(one) ? one : pseudonyms.of(one, 'name'))),
  );
const setting: Field = /* @__PURE__ */ settingBut(/^\d{7,}$/);
const peerSetting: Field = /* @__PURE__ */ settingBut(/^\d+$/);

/** Words that say what a code says, with or without spaces; of others, that they are others. */
const reason: Field = /* @__PURE__ */ textField((said, { pseudonyms }) =>
  CODES.test(said.replace(/\s/g, '')) && said.trim().split(/\s+/).every(isWord) ? said : pseudonyms.opaque(said, 'text'),
);
const CODES = /^(?:\w{1,40}(?:Mismatch|Timeout|Compatibility)|NegotiationFailed|NoResponse|ReceiveDeleteNotify|NoExceptionFound)$/i;

const COMMON = { TunnelId: id, VpnConnectionId: id, FailedReasonCode: word, FailedReason: reason, Severity: word, FailedTime: time };
/** What names a peer or its networks may be a number, too. */
const OF_PEERS = /^(?:PeerId|Peer|TrafficSelector)Mismatch$/i;
const DETAILS = { MismatchLocalParam: setting, MismatchRemoteParam: setting, SourceLog: logLine };
const PEER_DETAILS = { MismatchLocalParam: peerSetting, MismatchRemoteParam: peerSetting, SourceLog: logLine };

/** A row of `DiagnoseVpnConnections`. Of one that is about keys no details are recorded. */
export const diagnosis: Field = (row, recorded) => {
  if (!isRecord(row)) return undefined;
  const said = [row['FailedReasonCode'], row['FailedReason'], row['SourceLog']].map((value) => text(value) ?? '').join('\n');
  const log = phrasesIn(text(row['SourceLog']) ?? '');
  const isOfKeys = OF_KEYS.test(said) || KEY_PHRASES.some((phrase) => log.includes(phrase));
  return {
    ...chosen(row, COMMON, recorded),
    ...(isOfKeys ? {} : chosen(row, OF_PEERS.test(text(row['FailedReasonCode']) ?? '') ? PEER_DETAILS : DETAILS, recorded)),
  };
};

const KEY_PHRASES: readonly string[] = /* @__PURE__ */ LOG_PHRASES.flatMap(([code, phrases]) => (code === 'PskMismatch' ? phrases : []));
