/** The codes with which the service refuses a key, its token, or how it signs. */
export const REFUSED_KEY =
  /^(InvalidAccessKey|InvalidSecurityToken|InvalidCredentials|InvalidSTSToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingSecurityToken|MissingAccessKey|SecurityTokenExpired|InactiveAccessKey|UserDisabled?$)/i;
