/** Every code that the OMS's HTTP interface can answer with; docs/protocol/errors.md explains each, and a test compares the two. */
export const PROBLEM_CODES = [
  'BadRequest', 'NotFound', 'Unauthorized', 'Forbidden', 'NotAMember', 'ScopeMissing', 'PasswordChangeNeeded',
  'LoginRefused', 'LoginLocked', 'RateLimited', 'WrongPassword', 'WeakPassword', 'ScopeNotYours', 'UnknownApiKey',
  'UnknownUser', 'AlreadyMember', 'AboveYou', 'LastSuperadmin', 'LastOwner', 'MemberElsewhere', 'UnknownOperator', 'BadgeTaken', 'BodyTooLarge', 'UnsupportedMediaType', 'Unavailable', 'Internal',
  'UnknownOrder', 'IllegalStatusChange', 'StatusSetByFacts', 'RestockUndecided', 'UnknownLine', 'UnitsNotFree', 'BenchAtWork', 'OrderIsOver', 'AlreadyPacked', 'UnknownSku', 'UnknownBrand', 'BadAmount', 'IdempotencyKeyReused',
  'UnknownConnector', 'ConnectorInactive', 'BadSignature', 'WrongShop', 'StaleDelivery', 'NotJson',
  'NoPartAtNode', 'OrderCancelled', 'ParcelClosed', 'StationRevoked', 'StationAtOtherNode', 'LeaseUnchanged', 'StationNameTaken', 'NoSuccessor', 'QuarantineBusy',
  'UnknownNode', 'UnknownStation', 'WrongPairingCode', 'PairingCodeUsed', 'TooManyAttempts', 'ProtocolVersion', 'UnknownBlob', 'UnknownFact', 'NoDeadLetter', 'BackupInFuture',
  'UnknownRule', 'NodeCodeTaken', 'UnknownItem', 'ItemExists', 'NotEnoughStock', 'ReasonNotAllowed',
  'UnknownWebhookEndpoint', 'UnknownWebhookEvent', 'BadWebhookUrl',
  'BadZip', 'NothingToBuild', 'BadSlipTemplate',
  'OrderOnHold', 'StepIsDone', 'StepNotReady', 'UnknownJob', 'JobIsRunning',
  'UnknownEnvironment', 'EnvironmentAmbiguous', 'EnvironmentSuspended', 'EnvironmentNotReady', 'UnknownTenant', 'EnvironmentNameTaken', 'ProvisioningFailed', 'FirstTenant',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];
