/** Why a scan was refused: a closed list. Each has a title and an advice in every language under `refusal.<code>`. */
export const REFUSAL_CODES = [
  'NotSignedIn', 'UnknownBadge', 'EmptyScan', 'NoiseScan', 'BadCheckCharacter', 'UnknownCode', 'UnknownControl',
  'ControlOutOfPlace', 'ControlNotAvailable', 'NothingToUndo', 'UndoAfterPrint', 'QueueEmpty',
  'OrderNotFound', 'OrderNotLeased', 'OrderOnHold', 'OrderCancelled', 'AlreadyPacked', 'LabelNotHere', 'LabelChanged', 'LinesChanged', 'OtherOrderOpen', 'OrderAmbiguous',
  'NotOnOrder', 'NoOrderNeedsItem', 'LineComplete', 'TooManyUnits', 'PackingComplete',
  'WrongLabel', 'LabelExpected', 'SlipInsteadOfLabel', 'WrongSlip', 'NotPackedYet', 'LabelNotPrinted', 'ToteNotKnown',
  'LabelNotDestroyed', 'LabelWanted', 'StorageFull', 'LeadNeeded', 'SlipNotPrinted', 'BoxLabelAwaited', 'BoxNeedsOffice', 'BoxNeedsLead',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What was done: a closed list. Texts under `accepted.<code>`. */
export const ACCEPTED_CODES = [
  'SignedIn', 'SignedOut', 'OrderOpened', 'OrderResumed', 'ItemCounted', 'LineDone', 'OrderPacked', 'ParcelClosed',
  'ScanUndone', 'OrderParked', 'LabelReprinting', 'SlipReprinting', 'LanguageChanged', 'RefusalCleared', 'ScannerWorks', 'SlipMatches',
  'LabelDestroyed', 'LabelDeclaredGone', 'BoxPutAside', 'BoxUnpacked', 'RelabelAwaited', 'Relabelled', 'RecallFound', 'RecallGone', 'OutcomeSeen', 'InspectorOpened',
  'BoxAsked', 'BoxLabelled', 'BoxDropped', 'BoxScanned',
] as const;
export type AcceptedCode = (typeof ACCEPTED_CODES)[number];
