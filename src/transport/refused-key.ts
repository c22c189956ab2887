/** The codes with which the service refuses a key, its token, or how it signs. The last comes as a lack of permission: no policy helps a key that is disabled. */
export const REFUSED_KEY =
  /^(InvalidAccessKey|InvalidSecurityToken|InvalidCredentials|InvalidSTSToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingSecurityToken|MissingAccessKey|SecurityTokenExpired|InactiveAccessKey|UserDisabled?$|Forbidden\.AccessKey)/i;
