/** One sentence for each reason why a file is not in the result. */
import type { MergeFileRefusal } from './merge-groups.ts';
import type { FileRefusal } from './read-zip.ts';

export type BuildRefusal = FileRefusal | MergeFileRefusal | 'UnknownOrder' | 'NoLabel' | 'LabelBytesMissing';

export const REFUSAL_DETAILS: Readonly<Record<BuildRefusal, string>> = {
  UnknownOrder: 'There is no such order.',
  NoLabel: 'The order has no valid label: it is not bought yet, or it was voided.',
  LabelBytesMissing: 'The label is known but its PDF is not stored here.',
  UnsafePath: 'Its name climbs out of its folder, starts at a root, or holds characters that no file name should have.',
  FileEncrypted: 'It is locked with a password inside the ZIP.',
  FileIsLink: 'It is a link and no file.',
  MethodUnknown: 'It is packed in a way other than stored or deflated.',
  FileTooLarge: 'It is larger than 20 MB.',
  ZipBomb: 'It would unpack to more than 200 times its size.',
  FileBroken: 'Its bytes are damaged or are not what the ZIP says of them.',
  FilesOverlap: 'It shares its bytes with another entry, as only hostile files do.',
  DuplicateName: 'The ZIP holds another file of this name, which was used.',
  TotalTooLarge: 'The files before it unpack to 200 MB already.',
  NotPdf: 'It is no PDF.',
  PdfEncrypted: 'The PDF is locked with a password.',
  PdfBroken: 'The PDF is damaged.',
  PdfWithoutPages: 'The PDF has no page with anything on it.',
  PdfTooManyPages: 'The PDF has more than 2,000 pages.',
  PdfBomb: 'The PDF would unpack to far more than a label can be.',
  PdfTooSlow: 'The PDF took longer than 15 seconds to read.',
  PdfCrashed: 'The PDF could not be read without running out of memory.',
  BuildAbandoned: 'Too many files of this upload were harmful; send this one alone.',
};
